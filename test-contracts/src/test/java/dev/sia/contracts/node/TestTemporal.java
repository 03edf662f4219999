package dev.sia.contracts.node;

import dev.sia.support.FreePort;
import java.nio.file.Path;
import java.util.Map;
import java.util.UUID;

/** A Temporal for a test, which the test may kill and start again where it was. */
public abstract sealed class TestTemporal implements AutoCloseable permits ForgetfulTemporal, DurableTemporal {
    /** Environment variable: {@code host:port} of a Temporal that tests shall use instead of one of their own. */
    private static final String TARGET = "SIA_TEST_TEMPORAL_TARGET";

    /** Environment variable: path of a {@code temporal} program, for tests that kill a real server. */
    public static final String PROGRAM = "SIA_TEST_TEMPORAL_PROGRAM";

    private final int port = FreePort.find();

    /** A real one that keeps what it knows in a file when there is a program for it, else one in this process that forgets. */
    public static TestTemporal own(Path directory) {
        String program = System.getenv(PROGRAM);
        return program == null
                ? new ForgetfulTemporal()
                : new DurableTemporal(program, directory.resolve("temporal.db"));
    }

    /** Settings of nodes for the Temporal that was asked for, with a task queue of their own; empty for none in particular. */
    public static Map<String, String> outside() {
        String target = System.getenv(TARGET);
        return target == null ? Map.of() : settings(target);
    }

    /** Settings of nodes for this one, with a task queue of their own. */
    public Map<String, String> settings() {
        return settings(target());
    }

    private static Map<String, String> settings(String target) {
        return Map.of("SIA_TEMPORAL_TARGET", target, "SIA_TEMPORAL_TASK_QUEUE", "sia-test-" + UUID.randomUUID());
    }

    final int port() {
        return port;
    }

    /** Where it is, also while it is not running. */
    public final String target() {
        return "127.0.0.1:" + port;
    }

    /** Returns when it answers. */
    public abstract void start();

    /** Ends it without a warning; does nothing when it is not running. */
    public abstract void kill();

    @Override
    public final void close() {
        kill();
    }
}
