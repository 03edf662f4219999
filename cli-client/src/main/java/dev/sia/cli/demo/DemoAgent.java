package dev.sia.cli.demo;

import dev.sia.cli.child.ChildProcess;
import dev.sia.cli.profile.DevelopmentServer;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.List;
import java.util.Map;

/** The demo's agent: a process of its own that joins with a token and runs the demo's tool. */
final class DemoAgent {
    private static final Duration STOP_WITHIN = Duration.ofSeconds(25);

    private final ChildProcess child;

    private DemoAgent(ChildProcess child) {
        this.child = child;
    }

    /**
     * Starts it.
     *
     * @param name its name, which is its only label too
     */
    static DemoAgent start(
            DemoSettings settings,
            DemoFolder folder,
            DemoRepository repository,
            DevelopmentServer server,
            String name,
            String enrolmentToken)
            throws IOException {
        Path token = Files.createFile(
                folder.resolve("enrolment-token"),
                PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
        Files.writeString(token, enrolmentToken + "\n");
        List<String> command = List.of(
                settings.launcher(),
                "agent",
                "run",
                "--server-grpc=" + server.grpcTarget(),
                "--name=" + name,
                "--labels=" + name,
                "--enrolment-token-file=" + token,
                "--state-dir=" + folder.resolve("agent"),
                "--generate=" + generate(repository, settings),
                "--verify=" + DemoRepository.TESTS,
                "--git-author=SIA demo agent <agent@sia.invalid>");
        return new DemoAgent(ChildProcess.start("agent", command, Map.of(), folder.resolve("agent.log")));
    }

    /** Slow enough to be watched, and slower when the server is to be away for a part of it. */
    private static String generate(DemoRepository repository, DemoSettings settings) {
        String tool = repository.tool().toString().replace("'", "'\\''");
        return "sh '" + tool + "' " + (settings.killServerOnce() ? "1" : "0.3");
    }

    ChildProcess child() {
        return child;
    }

    void stop() {
        child.stop(STOP_WITHIN);
    }
}
