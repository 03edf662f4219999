package dev.sia.sdk;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.sia.api.client.ApiException;
import dev.sia.api.model.FieldError;
import dev.sia.api.model.Problem;
import dev.sia.sdk.error.SiaError;
import dev.sia.sdk.error.SiaException;
import dev.sia.sdk.error.SiaUnavailableException;
import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Turns failures of the generated client into the SDK's own. */
final class Problems {
    private final ObjectMapper mapper;
    private final URI address;

    Problems(ObjectMapper mapper, URI address) {
        this.mapper = mapper;
        this.address = address;
    }

    /** @param retryAfter how long the server wants not to be asked again, where it has said it */
    SiaException toException(ApiException failure, @Nullable Duration retryAfter) {
        Throwable cause = failure.getCause();
        if (failure.getCode() > 0) {
            return SiaException.of(toError(failure).withRetryAfter(retryAfter), failure);
        }
        return switch (cause) {
            case InterruptedException e ->
                new SiaException(SiaError.of(0, "interrupted", "The request was interrupted."), e);
            case JsonProcessingException e -> unreadable(e);
            case null -> unreadable(failure);
            default -> SiaUnavailableException.unreachable(address, cause);
        };
    }

    SiaException unreadable(@Nullable Throwable cause) {
        String detail = "The answer of " + address + " is not what a SIA server says. Is the address right?";
        return new SiaException(SiaError.of(0, "unreadable_answer", detail), cause);
    }

    private SiaError toError(ApiException failure) {
        int status = failure.getCode();
        return problem(failure.getResponseBody())
                .map(problem -> new SiaError(
                        status,
                        String.valueOf(code(problem, status)),
                        problem.getDetail() == null
                                ? "The server answered with status " + status + "."
                                : problem.getDetail(),
                        problem.getRequestId(),
                        problem.getCurrentStatus(),
                        problem.getCurrentEtag(),
                        null,
                        problem.getChanges() == null ? List.of() : problem.getChanges(),
                        fieldErrors(problem)))
                .orElseGet(() -> SiaError.of(
                        status,
                        "http_" + status,
                        address + " answered with status " + status + " and no explanation."));
    }

    private Optional<Problem> problem(@Nullable String body) {
        if (body == null || body.isBlank()) {
            return Optional.empty();
        }
        try {
            Problem problem = mapper.readValue(body, Problem.class);
            return Optional.ofNullable(problem).filter(it -> it.getCode() != null);
        } catch (JsonProcessingException e) {
            return Optional.empty();
        }
    }

    private static String code(Problem problem, int status) {
        String known = problem.getCode().value();
        if (known != null) {
            return known;
        }
        String type = problem.getType();
        return type == null ? "http_" + status : type.substring(type.lastIndexOf(':') + 1);
    }

    private static List<FieldError> fieldErrors(Problem problem) {
        return problem.getErrors() == null ? List.of() : problem.getErrors();
    }
}
