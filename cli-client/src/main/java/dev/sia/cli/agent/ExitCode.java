package dev.sia.cli.agent;

import dev.sia.cli.agent.session.ConnectionFailure;

/** What {@code sia agent run} ends with. */
enum ExitCode {
    STOPPED(0),
    FAILED(1),
    USAGE(2),
    UNAUTHENTICATED(3),
    UNREACHABLE(4),
    STATE(5),
    REFUSED(6),
    TAKEN_OVER(7);

    private final int code;

    ExitCode(int code) {
        this.code = code;
    }

    int code() {
        return code;
    }

    static ExitCode of(ConnectionFailure.Kind kind) {
        return switch (kind) {
            case UNAUTHENTICATED -> UNAUTHENTICATED;
            case UNREACHABLE -> UNREACHABLE;
            case REFUSED -> REFUSED;
            case TAKEN_OVER -> TAKEN_OVER;
        };
    }
}
