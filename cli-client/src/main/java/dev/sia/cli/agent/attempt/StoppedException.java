package dev.sia.cli.agent.attempt;

/** The attempt was asked to stop; the request is in its {@link StopControl}. */
final class StoppedException extends Exception {
    private static final long serialVersionUID = 1L;
}
