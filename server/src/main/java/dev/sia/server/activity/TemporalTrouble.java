package dev.sia.server.activity;

import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import io.temporal.api.errordetails.v1.NamespaceNotFoundFailure;
import io.temporal.serviceclient.StatusUtils;
import org.jspecify.annotations.Nullable;

/** Why Temporal does not do what it is asked for, in one sentence for people. It holds no secret. */
final class TemporalTrouble {
    private TemporalTrouble() {}

    /** @param namespace the one that the server works in */
    static String of(Throwable failure, String namespace) {
        StatusRuntimeException refusal = refusal(failure);
        if (refusal == null) {
            return "Temporal cannot be used; the server tries again by itself.";
        }
        if (StatusUtils.hasFailure(refusal, NamespaceNotFoundFailure.class)) {
            return "Temporal has no namespace \"" + namespace + "\"; the server goes on by itself when it is there.";
        }
        Status.Code code = refusal.getStatus().getCode();
        return switch (code) {
            case UNAVAILABLE, DEADLINE_EXCEEDED, CANCELLED ->
                "Temporal does not answer; the server tries again by itself.";
            case UNAUTHENTICATED, PERMISSION_DENIED ->
                "Temporal does not accept this server's credentials for namespace \"" + namespace
                        + "\"; the server tries again by itself.";
            default -> "Temporal refuses (" + code + "); the server tries again by itself.";
        };
    }

    private static @Nullable StatusRuntimeException refusal(Throwable failure) {
        for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
            if (cause instanceof StatusRuntimeException refusal) {
                return refusal;
            }
        }
        return null;
    }
}
