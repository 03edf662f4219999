package dev.sia.support;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.concurrent.ThreadLocalRandom;

/** Ports on which nobody listens, and where nobody will but who asked for them: for servers that start later, or never. */
public final class FreePort {
    private static final Path GIVEN_TO_ANYBODY = Path.of("/proc/sys/net/ipv4/ip_local_port_range");
    private static final int LOWEST = 10_000;
    private static final int USUAL_LIMIT = 32_768;
    private static final int TRIES = 1_000;

    private FreePort() {}

    /** A port below those that the system gives to outgoing connections, and to servers that take any. */
    public static int find() {
        for (int tries = 0; tries < TRIES; tries++) {
            int port = ThreadLocalRandom.current().nextInt(LOWEST, limit());
            if (isFree(port)) {
                return port;
            }
        }
        throw new IllegalStateException("No port between " + LOWEST + " and " + limit() + " is free");
    }

    private static int limit() {
        try {
            String lowest = Files.readString(GIVEN_TO_ANYBODY).strip().split("\\s+")[0];
            return Math.max(LOWEST + TRIES, Integer.parseInt(lowest));
        } catch (NoSuchFileException otherSystem) {
            return USUAL_LIMIT;
        } catch (IOException thrown) {
            throw new UncheckedIOException(thrown);
        }
    }

    /** On all addresses. */
    private static boolean isFree(int port) {
        try (ServerSocket socket = new ServerSocket()) {
            socket.setReuseAddress(false);
            socket.bind(new InetSocketAddress(port));
            return true;
        } catch (IOException taken) {
            return false;
        }
    }
}
