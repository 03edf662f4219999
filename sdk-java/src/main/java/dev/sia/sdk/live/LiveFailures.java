package dev.sia.sdk.live;

import dev.sia.api.live.SubscriptionError;
import dev.sia.api.model.ProblemCode;
import dev.sia.sdk.error.SiaError;
import dev.sia.sdk.error.SiaException;
import java.io.IOException;
import java.net.URI;
import java.net.http.WebSocketHandshakeException;
import java.util.Locale;

/** Tells failures that another connection may heal from those that it cannot; the latter are thrown. */
final class LiveFailures {
    private static final int TOKEN_EXPIRED = 4401;

    private LiveFailures() {}

    /** What to do after a close frame; the codes are those of the contract. */
    static IOException afterClose(int code, String reason, boolean authenticated) {
        String said = reason.isBlank() ? "close code " + code : reason + " (close code " + code + ")";
        if (code == TOKEN_EXPIRED && authenticated) {
            return new IOException("the access token expired");
        }
        throwIf(code == TOKEN_EXPIRED, 401, "unauthenticated", "The live session was refused: " + said + ".");
        throwIf(code == 4403, 403, "forbidden", "The live session was refused: " + said + ".");
        throwIf(
                code == 1002 || code == 1003 || code == 1007 || code == 1008 || code >= 4000,
                0,
                "protocol_violation",
                "The server ended the live session because of what this client sent: " + said + ".");
        return new IOException("the server ended the session: " + said);
    }

    /** What to do after a refused handshake. */
    static IOException retryable(WebSocketHandshakeException refusal, URI endpoint) {
        int status = refusal.getResponse() == null ? 0 : refusal.getResponse().statusCode();
        if (status == 0 || status == 429 || status >= 500) {
            return refusal;
        }
        throw SiaException.of(
                SiaError.of(
                        status,
                        "http_" + status,
                        "The live session at " + endpoint + " was refused with status " + status + "."),
                refusal);
    }

    /** What to do after an error of the subscription. */
    static IOException retryable(SubscriptionError error) {
        if (error.code() == ProblemCode.UNAVAILABLE
                || error.code() == ProblemCode.TOO_MANY_WATCHERS
                || error.code() == ProblemCode.RATE_LIMITED
                || error.code() == ProblemCode.INTERNAL) {
            return new IOException(error.detail());
        }
        String code = error.code() == null || error.code().value() == null
                ? "unrecognized"
                : error.code().value().toLowerCase(Locale.ROOT);
        throw SiaException.of(SiaError.of(status(error.code()), code, error.detail()), null);
    }

    static SiaException interrupted(InterruptedException cause) {
        return new SiaException(SiaError.of(0, "interrupted", "The live view was interrupted."), cause);
    }

    static SiaException broken(Resumption.BrokenSequence cause) {
        String detail = "The server's live view is not whole: " + cause.getMessage() + ".";
        return new SiaException(SiaError.of(0, "protocol_violation", detail), cause);
    }

    private static int status(ProblemCode code) {
        return switch (code) {
            case MALFORMED_BODY, VALIDATION_FAILED, INVALID_CURSOR -> 400;
            case UNAUTHENTICATED -> 401;
            case FORBIDDEN -> 403;
            case NOT_FOUND -> 404;
            case METHOD_NOT_ALLOWED -> 405;
            case NOT_ACCEPTABLE -> 406;
            case ILLEGAL_TRANSITION,
                    IDEMPOTENCY_KEY_REUSED,
                    QUEUE_NOT_PAUSED,
                    DIFFERENT_QUEUE,
                    DIFFERENT_PRIORITY,
                    AGENT_BUSY,
                    AGENT_NOT_DRAINING,
                    TOO_MANY_API_KEYS,
                    LEASE_LOST -> 409;
            case PRECONDITION_FAILED -> 412;
            case PRECONDITION_REQUIRED -> 428;
            case PAYLOAD_TOO_LARGE -> 413;
            case UNSUPPORTED_MEDIA_TYPE -> 415;
            case TOO_MANY_WATCHERS, RATE_LIMITED -> 429;
            case UNAVAILABLE -> 503;
            case INTERNAL -> 500;
            case UNSUPPORTED_PROTOCOL_VERSION, PROTOCOL_VIOLATION, UNRECOGNIZED -> 0;
        };
    }

    private static void throwIf(boolean condition, int status, String code, String detail) {
        if (condition) {
            throw SiaException.of(SiaError.of(status, code, detail), null);
        }
    }
}
