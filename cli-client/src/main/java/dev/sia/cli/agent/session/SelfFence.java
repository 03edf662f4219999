package dev.sia.cli.agent.session;

import dev.sia.cli.agent.attempt.Attempts;
import java.time.Duration;
import java.util.function.Consumer;

/**
 * Stops the agent's own work when it has been without contact for as long as the server waits for it, so that no job is
 * worked on twice.
 */
public final class SelfFence implements AutoCloseable {
    private static final Duration SHORTEST_LOOK = Duration.ofMillis(100);
    private static final Duration LONGEST_LOOK = Duration.ofSeconds(1);

    private final Thread thread;

    private SelfFence(Thread thread) {
        this.thread = thread;
    }

    /** Watches until closed. */
    public static SelfFence start(Contact contact, Attempts attempts, Consumer<String> say) {
        return new SelfFence(Thread.ofVirtual().name("sia-fence").start(() -> watch(contact, attempts, say)));
    }

    private static void watch(Contact contact, Attempts attempts, Consumer<String> say) {
        boolean fenced = false;
        try {
            while (!Thread.currentThread().isInterrupted()) {
                Duration left = contact.left();
                boolean due = left.isNegative() || left.isZero();
                if (due && !fenced && attempts.anyRunning()) {
                    say.accept("No contact with the server for too long: stopping all attempts");
                    attempts.outOfContact(contact.silence());
                }
                fenced = due;
                Thread.sleep(due ? LONGEST_LOOK : shorter(left));
            }
        } catch (InterruptedException closed) {
            Thread.currentThread().interrupt();
        }
    }

    private static Duration shorter(Duration left) {
        Duration bounded = left.compareTo(LONGEST_LOOK) < 0 ? left : LONGEST_LOOK;
        return bounded.compareTo(SHORTEST_LOOK) < 0 ? SHORTEST_LOOK : bounded;
    }

    @Override
    public void close() {
        thread.interrupt();
    }
}
