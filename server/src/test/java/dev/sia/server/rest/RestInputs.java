package dev.sia.server.rest;

import com.fasterxml.jackson.core.JacksonException;
import com.fasterxml.jackson.databind.json.JsonMapper;
import dev.sia.api.model.CreateJobRequest;
import dev.sia.api.model.JobStatus;
import dev.sia.api.rest.JobsApi;
import dev.sia.server.error.DomainException;
import dev.sia.server.error.ErrorCode;
import dev.sia.server.error.ErrorKind;
import dev.sia.server.organization.OrganizationId;
import dev.sia.server.queue.QueuePlace;
import dev.sia.server.rest.json.EntityTags;
import dev.sia.server.rest.json.RestJson;
import dev.sia.server.rest.problem.Refusals;
import jakarta.ws.rs.HeaderParam;
import java.lang.reflect.Parameter;
import java.util.Arrays;
import java.util.Objects;
import java.util.UUID;
import java.util.function.Function;
import java.util.regex.Pattern;
import org.glassfish.jersey.internal.inject.ExtractorException;

/** Made-up parts of REST requests: each is read right, or refused with the code that the contract has for it. */
public final class RestInputs {
    private static final Cursors CURSORS = Cursors.of("fuzzed");
    private static final StrictParameters PARAMETERS = new StrictParameters();
    private static final JsonMapper JSON = RestJson.mapper();
    private static final Pattern IDEMPOTENCY_KEY = contractPattern("createJob", "Idempotency-Key");
    private static final Pattern IF_MATCH = contractPattern("updateJob", "If-Match");

    private RestInputs() {}

    private static void check(boolean holds, String input) {
        if (!holds) {
            throw new AssertionError("Read wrongly: " + input);
        }
    }

    /** A whole cursor. */
    public static void cursor(String text) {
        for (Function<String, ?> place :
                Arrays.<Function<String, ?>>asList(Integer::valueOf, UUID::fromString, QueuePlace::parse)) {
            try {
                CURSORS.place(text, place);
            } catch (DomainException refused) {
                check(refused.code() == ErrorCode.INVALID_CURSOR, text);
            }
        }
    }

    /** A place in a cursor that is ours: comes back as it was, or is refused. */
    public static void cursorOf(String place) {
        String cursor = CURSORS.after(place);
        if (!place.contains("\uFFFD")) {
            check(CURSORS.place(cursor, Function.identity()).orElseThrow().equals(wellFormed(place)), place);
        }
        cursor(cursor);
        try {
            Cursors.of("another list").place(cursor, Function.identity());
            throw new AssertionError("Good for another list: " + cursor);
        } catch (DomainException refused) {
            check(refused.code() == ErrorCode.INVALID_CURSOR, place);
        }
    }

    private static String wellFormed(String text) {
        byte[] utf8 = text.getBytes(java.nio.charset.StandardCharsets.UTF_8);
        return new String(utf8, java.nio.charset.StandardCharsets.UTF_8);
    }

    /** An id in a path. */
    public static void id(String text) {
        try {
            check(OrganizationId.parse(text).toString().equalsIgnoreCase(text), text);
        } catch (DomainException refused) {
            check(refused.code() == ErrorCode.VALIDATION_FAILED, text);
        }
        parameter(UUID.class, text);
    }

    /** Any other parameter. */
    public static void number(String text) {
        parameter(Integer.class, text);
        parameter(Long.class, text);
        parameter(Boolean.class, text);
        parameter(JobStatus.class, text);
    }

    private static <T> void parameter(Class<T> type, String text) {
        try {
            T value = Objects.requireNonNull(
                            PARAMETERS.getConverter(type, type, new java.lang.annotation.Annotation[0]))
                    .fromString(text);
            check(value != null, text);
            if (value instanceof UUID || value instanceof Boolean || value instanceof JobStatus) {
                check(value.toString().equalsIgnoreCase(text), text);
            }
        } catch (ExtractorException refused) {
            check(refused.getCause() instanceof IllegalArgumentException, text);
        }
    }

    /** What the contract lets through, and what not. */
    public static void ifMatch(String text) {
        IF_MATCH.matcher(text).matches();
        EntityTags.expected(text);
    }

    /** Printable ASCII and nothing else. */
    public static void idempotencyKey(String text) {
        boolean printable = !text.isEmpty() && text.chars().allMatch(each -> each >= 0x21 && each <= 0x7e);
        check(IDEMPOTENCY_KEY.matcher(text).matches() == printable, text);
    }

    /** The largest body that there is. */
    public static void body(String text) {
        try {
            JSON.readValue(text, CreateJobRequest.class);
        } catch (JacksonException refused) {
            check(Refusals.of(refused).code().kind() == ErrorKind.INVALID, text);
        }
    }

    private static Pattern contractPattern(String operation, String header) {
        return Arrays.stream(JobsApi.class.getMethods())
                .filter(method -> method.getName().equals(operation))
                .flatMap(method -> Arrays.stream(method.getParameters()))
                .filter(parameter -> isHeader(parameter, header))
                .map(parameter -> Pattern.compile(parameter
                        .getAnnotation(jakarta.validation.constraints.Pattern.class)
                        .regexp()))
                .findFirst()
                .orElseThrow();
    }

    private static boolean isHeader(Parameter parameter, String name) {
        HeaderParam header = parameter.getAnnotation(HeaderParam.class);
        return header != null && header.value().equals(name);
    }
}
