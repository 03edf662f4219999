package dev.sia.cli.agent.session;

import io.grpc.Status;

/** A gRPC status for people. */
final class StatusText {
    private StatusText() {}

    static String of(Status status) {
        String description = status.getDescription();
        Throwable cause = status.getCause();
        if (cause != null && cause.getMessage() != null && "io exception".equals(description)) {
            return cause.getMessage().lines().findFirst().orElse(description);
        }
        return description == null || description.isBlank() ? status.getCode().name() : description;
    }
}
