package dev.sia.cli.agent;

import java.util.concurrent.atomic.AtomicBoolean;
import sun.misc.Signal;

/**
 * SIGTERM and SIGINT for as long as an agent runs: the first lets it finish what it has, the second ends the process, which
 * stops everything at once.
 */
final class StopSignals implements AutoCloseable {
    private static final int SIGNAL_BASE = 128;

    private final Signal[] signals = {new Signal("TERM"), new Signal("INT")};
    private final sun.misc.SignalHandler[] before = new sun.misc.SignalHandler[signals.length];
    private final AtomicBoolean drained = new AtomicBoolean();

    StopSignals(Agent agent) {
        for (int i = 0; i < signals.length; i++) {
            before[i] = Signal.handle(signals[i], signal -> received(agent, signal));
        }
    }

    private void received(Agent agent, Signal signal) {
        if (drained.compareAndSet(false, true)) {
            agent.drain("SIG" + signal.getName());
        } else {
            // The shutdown hook stops the agent. Not on this thread, which has to be free for the hook.
            Thread.ofPlatform().name("sia-exit").start(() -> System.exit(SIGNAL_BASE + signal.getNumber()));
        }
    }

    @Override
    public void close() {
        for (int i = 0; i < signals.length; i++) {
            Signal.handle(signals[i], before[i]);
        }
    }
}
