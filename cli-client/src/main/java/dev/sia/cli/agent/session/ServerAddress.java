package dev.sia.cli.agent.session;

import io.grpc.ChannelCredentials;
import io.grpc.Grpc;
import io.grpc.InsecureChannelCredentials;
import io.grpc.ManagedChannel;
import io.grpc.TlsChannelCredentials;
import java.io.IOException;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Optional;

/**
 * Where the server listens for agents.
 *
 * @param tls whether to speak TLS
 * @param authorities file with the certificates to trust instead of the machine's own; only with TLS
 * @param identity what to show to a server that asks who connects; only with TLS
 */
public record ServerAddress(
        String host, int port, boolean tls, Optional<Path> authorities, Optional<ClientCertificate> identity) {
    /** Files in PEM. */
    public record ClientCertificate(Path certificate, Path key) {}

    private static final int MAX_PORT = 65535;

    /**
     * Reads {@code host:port}, also {@code [::1]:9090}.
     *
     * @throws IllegalArgumentException with a sentence
     */
    public static ServerAddress parse(String target, boolean tls, Optional<Path> authorities) {
        int colon = target.lastIndexOf(':');
        String host = colon < 0 ? "" : target.substring(0, colon);
        if (host.startsWith("[") && host.endsWith("]")) {
            host = host.substring(1, host.length() - 1);
        } else if (host.contains(":") || host.contains("/")) {
            host = "";
        }
        int port = port(target.substring(colon + 1));
        if (host.isBlank() || port == 0) {
            throw new IllegalArgumentException("'" + target + "' is not HOST:PORT");
        }
        return new ServerAddress(host, port, tls, authorities, Optional.empty());
    }

    /** The same, showing a certificate of the client. */
    public ServerAddress showing(Path certificate, Path key) {
        return new ServerAddress(host, port, tls, authorities, Optional.of(new ClientCertificate(certificate, key)));
    }

    /** Whether nothing leaves this machine on the way there. */
    public boolean isLoopback() {
        try {
            return Arrays.stream(InetAddress.getAllByName(host)).allMatch(InetAddress::isLoopbackAddress);
        } catch (UnknownHostException e) {
            return false;
        }
    }

    /** Makes a channel; it connects when it is first used. */
    public ManagedChannel open() throws IOException {
        WireLogging.silence();
        return Grpc.newChannelBuilderForAddress(host, port, credentials()).build();
    }

    private ChannelCredentials credentials() throws IOException {
        if (!tls) {
            return InsecureChannelCredentials.create();
        }
        TlsChannelCredentials.Builder builder = TlsChannelCredentials.newBuilder();
        if (authorities.isPresent()) {
            builder.trustManager(authorities.get().toFile());
        }
        if (identity.isPresent()) {
            builder.keyManager(
                    identity.get().certificate().toFile(), identity.get().key().toFile());
        }
        return builder.build();
    }

    private static int port(String text) {
        try {
            int port = Integer.parseInt(text);
            return port > 0 && port <= MAX_PORT ? port : 0;
        } catch (NumberFormatException e) {
            return 0;
        }
    }

    @Override
    public String toString() {
        return (host.contains(":") ? '[' + host + ']' : host) + ':' + port;
    }
}
