package dev.sia.cli.agent.attempt;

/** Which workspaces stay on disk after their attempt. */
public enum KeepWorkspaces {
    NEVER,
    FAILED,
    ALWAYS;

    boolean keeps(AttemptEnd end) {
        return switch (this) {
            case NEVER -> false;
            case FAILED -> end instanceof AttemptEnd.Failed;
            case ALWAYS -> true;
        };
    }
}
