package dev.sia.cli;

import dev.sia.sdk.error.SiaConflictException;
import dev.sia.sdk.error.SiaException;
import dev.sia.sdk.error.SiaForbiddenException;
import dev.sia.sdk.error.SiaNotFoundException;
import dev.sia.sdk.error.SiaRateLimitedException;
import dev.sia.sdk.error.SiaUnauthenticatedException;
import dev.sia.sdk.error.SiaUnavailableException;
import dev.sia.sdk.error.SiaValidationException;
import java.util.LinkedHashMap;
import java.util.Map;

/** What the command's exit status says; scripts rely on it. */
public enum ExitCode {
    /** Done. */
    OK(0, "done"),
    /** It was tried and did not work out. */
    FAILED(1, "failed: the operation, or the job that was followed"),
    /** What was asked for cannot be meant. */
    USAGE(2, "wrong options, or the server refused a value"),
    /** Not logged in, or not allowed to. */
    DENIED(3, "not logged in, or not allowed"),
    /** There is no such thing. */
    NOT_FOUND(4, "no such job, agent or organization"),
    /** It does not fit the present state. */
    CONFLICT(5, "not possible in the present state"),
    /** No answer. */
    UNAVAILABLE(6, "the server cannot be reached, is not ready, or was asked too often"),
    /** Ctrl-C. */
    INTERRUPTED(130, "interrupted");

    private final int code;
    private final String meaning;

    ExitCode(int code, String meaning) {
        this.code = code;
        this.meaning = meaning;
    }

    /** The number. */
    public int code() {
        return code;
    }

    /** The code for a failure of the SDK. */
    public static ExitCode of(SiaException failure) {
        return switch (failure) {
            case SiaUnauthenticatedException _, SiaForbiddenException _ -> DENIED;
            case SiaNotFoundException _ -> NOT_FOUND;
            case SiaConflictException _ -> CONFLICT;
            case SiaUnavailableException _, SiaRateLimitedException _ -> UNAVAILABLE;
            case SiaValidationException _ -> USAGE;
            default -> failure.code().equals("interrupted") ? INTERRUPTED : FAILED;
        };
    }

    /** All codes with their meanings, for help texts. */
    static Map<String, String> meanings() {
        Map<String, String> meanings = new LinkedHashMap<>();
        for (ExitCode each : values()) {
            meanings.put(Integer.toString(each.code), each.meaning);
        }
        return meanings;
    }
}
