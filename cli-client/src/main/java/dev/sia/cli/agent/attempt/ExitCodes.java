package dev.sia.cli.agent.attempt;

/** What an exit code of a shell command says, in words. */
final class ExitCodes {
    private static final int NOT_EXECUTABLE = 126;
    private static final int NOT_FOUND = 127;
    private static final int SIGNAL_BASE = 128;
    private static final int LAST_SIGNAL = 64;

    private ExitCodes() {}

    static String describe(int exitCode) {
        if (exitCode == NOT_EXECUTABLE) {
            return "exit code 126: command not executable";
        }
        if (exitCode == NOT_FOUND) {
            return "exit code 127: command not found";
        }
        if (exitCode > SIGNAL_BASE && exitCode <= SIGNAL_BASE + LAST_SIGNAL) {
            return "exit code " + exitCode + " (signal " + (exitCode - SIGNAL_BASE) + ")";
        }
        return "exit code " + exitCode;
    }
}
