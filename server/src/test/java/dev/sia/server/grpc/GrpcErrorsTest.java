package dev.sia.server.grpc;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sia.server.error.DomainException;
import dev.sia.server.error.ErrorCode;
import dev.sia.server.error.FieldError;
import io.grpc.Status;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class GrpcErrorsTest {
    @ParameterizedTest
    @CsvSource({
        "MALFORMED_BODY, INVALID_ARGUMENT",
        "PAYLOAD_TOO_LARGE, RESOURCE_EXHAUSTED",
        "UNAUTHENTICATED, UNAUTHENTICATED",
        "FORBIDDEN, PERMISSION_DENIED",
        "NOT_FOUND, NOT_FOUND",
        "METHOD_NOT_ALLOWED, UNIMPLEMENTED",
        "ILLEGAL_TRANSITION, FAILED_PRECONDITION",
        "PRECONDITION_FAILED, FAILED_PRECONDITION",
        "PRECONDITION_REQUIRED, FAILED_PRECONDITION",
        "UNSUPPORTED_PROTOCOL_VERSION, FAILED_PRECONDITION",
        "PROTOCOL_VIOLATION, INVALID_ARGUMENT",
        "UNAVAILABLE, UNAVAILABLE",
        "INTERNAL, INTERNAL"
    })
    void tellsEveryKindOfRefusalWithItsSentence(ErrorCode code, Status.Code expected) {
        Status status = GrpcErrors.status(new DomainException(code, "A sentence."));

        assertThat(status.getCode()).isEqualTo(expected);
        assertThat(status.getDescription()).isEqualTo("A sentence.");
    }

    @Test
    void namesEveryWrongField() {
        Status status = GrpcErrors.status(DomainException.invalid(List.of(
                FieldError.inBody("/attach/capacity", "must be from 1 to 64"),
                FieldError.inBody("/attach/labels/0", "must not be empty"))));

        assertThat(status.getDescription())
                .isEqualTo("attach.capacity must be from 1 to 64; attach.labels.0 must not be empty.");
    }

    @Test
    void keepsWhatIsNoRefusalToItself() {
        Status status = GrpcErrors.status(new IllegalStateException("password=hunter2"));

        assertThat(status.getCode()).isEqualTo(Status.Code.INTERNAL);
        assertThat(status.getDescription()).contains("incident").doesNotContain("hunter2");
    }
}
