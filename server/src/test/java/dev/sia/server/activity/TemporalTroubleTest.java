package dev.sia.server.activity;

import static org.assertj.core.api.Assertions.assertThat;

import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import io.temporal.api.errordetails.v1.NamespaceNotFoundFailure;
import io.temporal.api.errordetails.v1.NotFoundFailure;
import io.temporal.serviceclient.StatusUtils;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class TemporalTroubleTest {
    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            UNAVAILABLE       | Temporal does not answer; the server tries again by itself.
            DEADLINE_EXCEEDED | Temporal does not answer; the server tries again by itself.
            PERMISSION_DENIED | Temporal does not accept this server's credentials for namespace "acme"; the server tries again by itself.
            UNAUTHENTICATED   | Temporal does not accept this server's credentials for namespace "acme"; the server tries again by itself.
            RESOURCE_EXHAUSTED| Temporal refuses (RESOURCE_EXHAUSTED); the server tries again by itself.
            """)
    void saysWhatTheStatusMeans(Status.Code code, String sentence) {
        RuntimeException refusal =
                new StatusRuntimeException(code.toStatus().withDescription("at 10.0.0.1, token abc"));

        assertThat(TemporalTrouble.of(new IllegalStateException(refusal), "acme"))
                .isEqualTo(sentence);
    }

    @Test
    void namesTheNamespaceThatIsMissing() {
        RuntimeException missing = StatusUtils.newException(
                Status.NOT_FOUND.withDescription("not found"),
                NamespaceNotFoundFailure.newBuilder().setNamespace("acme").build(),
                NamespaceNotFoundFailure.getDescriptor());
        RuntimeException other = StatusUtils.newException(
                Status.NOT_FOUND.withDescription("not found"),
                NotFoundFailure.getDefaultInstance(),
                NotFoundFailure.getDescriptor());

        assertThat(TemporalTrouble.of(missing, "acme"))
                .isEqualTo("Temporal has no namespace \"acme\"; the server goes on by itself when it is there.");
        assertThat(TemporalTrouble.of(other, "acme")).startsWith("Temporal refuses (NOT_FOUND)");
    }

    @Test
    void tellsNothingOfWhatItDoesNotKnow() {
        assertThat(TemporalTrouble.of(new IllegalStateException("password=secret"), "acme"))
                .isEqualTo("Temporal cannot be used; the server tries again by itself.");
    }
}
