package dev.sia.cli.child;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** The database that a server which had to be killed leaves running. */
public final class LeftDatabase {
    private LeftDatabase() {}

    /**
     * Stops it, if there is one.
     *
     * @param data the server's data directory
     * @throws IOException when that cannot be found out; the message says where its process id is
     */
    public static void stop(Path data) throws IOException {
        Path pidFile = data.resolve("postgres").resolve("data").resolve("postmaster.pid");
        try {
            if (Files.exists(pidFile)) {
                long pid = Long.parseLong(Files.readAllLines(pidFile).getFirst().strip());
                ProcessHandle.of(pid)
                        .filter(it -> it.info().command().orElse("").contains("postgres"))
                        .ifPresent(ProcessHandle::destroy);
            }
        } catch (IOException | RuntimeException unreadable) {
            throw new IOException("a database may be left running; its process id is in " + pidFile, unreadable);
        }
    }
}
