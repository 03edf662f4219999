package dev.sia.cli.agent.session;

import io.grpc.Status;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** A gRPC status for people. */
final class StatusText {
    private StatusText() {}

    static String of(Status status) {
        return plain(status) + advice(status);
    }

    /** Whether it is known what is behind it, so that trying again does not help. */
    static boolean tellsMore(Status status) {
        return !advice(status).isEmpty();
    }

    private static String plain(Status status) {
        String description = status.getDescription();
        Throwable cause = status.getCause();
        if (cause != null && cause.getMessage() != null && "io exception".equals(description)) {
            return cause.getMessage().lines().findFirst().orElse(description);
        }
        return description == null || description.isBlank() ? status.getCode().name() : description;
    }

    /** What is often behind it, when client and server do not speak the same. */
    private static String advice(Status status) {
        if (status.getCode() != Status.Code.UNAVAILABLE) {
            return "";
        }
        String all = (status.getDescription() + ' ' + chain(status.getCause())).toLowerCase(Locale.ROOT);
        if (all.contains("not an ssl/tls record") || all.contains("unsupported or unrecognized ssl message")) {
            return " (perhaps the server speaks no TLS there: leave out --tls and --tls-ca)";
        }
        if (all.contains("first received frame was not settings")
                || all.contains("network closed for unknown reason")) {
            return " (perhaps the server wants TLS: --tls or --tls-ca, and --tls-cert with --tls-key when it asks for a"
                    + " certificate)";
        }
        if (all.contains("unable to find valid certification path") || all.contains("certificate_unknown")) {
            return " (nobody whom this agent trusts has signed the server's certificate: --tls-ca)";
        }
        if (all.contains("certificate_required") || all.contains("bad_certificate")) {
            return " (the server wants another certificate of this agent: --tls-cert and --tls-key)";
        }
        return "";
    }

    private static String chain(@Nullable Throwable cause) {
        StringBuilder all = new StringBuilder();
        for (Throwable one = cause; one != null; one = one.getCause()) {
            all.append(one.getMessage()).append(' ');
        }
        return all.toString();
    }
}
