package dev.sia.cli.conformance.script;

import java.util.List;

/** Sends the server's heartbeats, twice as often as promised, so that a busy machine does not make them late. */
final class Heartbeats implements AutoCloseable {
    private final Thread thread;

    private Heartbeats(Thread thread) {
        this.thread = thread;
    }

    static Heartbeats start(List<ServerStream> streams, Switches switches) {
        return new Heartbeats(Thread.ofVirtual()
                .name("sia-conformance-heartbeats")
                .start(() -> {
                    try {
                        while (!Thread.currentThread().isInterrupted()) {
                            Thread.sleep(switches.heartbeatInterval().dividedBy(2));
                            streams.forEach(ServerStream::beat);
                        }
                    } catch (InterruptedException closed) {
                        Thread.currentThread().interrupt();
                    }
                }));
    }

    @Override
    public void close() {
        thread.interrupt();
    }
}
