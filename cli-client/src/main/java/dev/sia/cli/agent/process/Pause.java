package dev.sia.cli.agent.process;

/** Short waits between two looks at the process table, which cannot be waited on. */
final class Pause {
    private Pause() {}

    static void millis(long millis) {
        try {
            Thread.sleep(millis);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
