package dev.sia.server.rest.problem;

import com.fasterxml.jackson.core.JacksonException;
import com.fasterxml.jackson.core.JsonLocation;
import com.fasterxml.jackson.core.exc.InputCoercionException;
import com.fasterxml.jackson.core.exc.StreamConstraintsException;
import com.fasterxml.jackson.core.exc.StreamReadException;
import com.fasterxml.jackson.databind.JsonMappingException;
import com.fasterxml.jackson.databind.exc.InvalidFormatException;
import com.fasterxml.jackson.databind.exc.InvalidNullException;
import com.fasterxml.jackson.databind.exc.MismatchedInputException;
import com.fasterxml.jackson.databind.exc.UnrecognizedPropertyException;
import dev.sia.server.error.DomainException;
import dev.sia.server.error.ErrorCode;
import dev.sia.server.error.FieldError;
import java.util.Arrays;
import java.util.Collection;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** What is wrong with a body: no JSON at all, or JSON of the wrong shape. Java's names for things stay inside. */
final class JsonMistakes {
    /** Jackson repeats it, but a secret in the wrong place must not get into problems and logs. */
    private static final Pattern TOKEN = Pattern.compile("Unrecognized token '[^']*'");

    private JsonMistakes() {}

    static DomainException refusal(JacksonException thrown) {
        if (thrown instanceof JsonMappingException mapping && !isSyntax(mapping.getCause())) {
            return DomainException.invalid(FieldError.inBody(pointer(mapping), message(mapping)));
        }
        JacksonException syntax = thrown.getCause() instanceof StreamReadException cause ? cause : thrown;
        return new DomainException(ErrorCode.MALFORMED_BODY, detail(syntax), errors(thrown));
    }

    /** A number beyond its type is read as one, so the document itself is fine. */
    private static boolean isSyntax(@Nullable Throwable cause) {
        return cause instanceof StreamReadException && !(cause instanceof InputCoercionException);
    }

    private static List<FieldError> errors(JacksonException thrown) {
        return thrown instanceof JsonMappingException mapping
                ? List.of(FieldError.inBody(pointer(mapping), "cannot be read as JSON"))
                : List.of();
    }

    private static String detail(JacksonException syntax) {
        if (syntax instanceof StreamConstraintsException) {
            return "The body nests too deeply, or holds too long a name or number.";
        }
        JsonLocation place = syntax.getLocation();
        String where = place == null ? "" : " at line " + place.getLineNr() + ", column " + place.getColumnNr();
        String reason = syntax.getOriginalMessage().lines().findFirst().orElse("no reason given");
        return "The body is not valid JSON" + where + ": "
                + TOKEN.matcher(reason).replaceAll("Unrecognized token");
    }

    private static String pointer(JsonMappingException mapping) {
        return mapping.getPath().stream()
                .map(reference -> reference.getFieldName() == null
                        ? "/" + reference.getIndex()
                        : "/" + Pointers.escape(reference.getFieldName()))
                .collect(Collectors.joining());
    }

    private static String message(JsonMappingException mapping) {
        return switch (mapping) {
            case UnrecognizedPropertyException _ -> "is not known here";
            case InvalidNullException _ -> "must not be null; leave it out instead";
            case InvalidFormatException format
            when format.getTargetType() == String.class -> format.getOriginalMessage();
            case MismatchedInputException mismatch -> "must be " + described(mismatch.getTargetType());
            default ->
                mapping.getCause() instanceof InputCoercionException number
                        ? "must be " + described(number.getTargetType())
                        : "cannot be read";
        };
    }

    private static String described(@Nullable Class<?> type) {
        if (type == null) {
            return "of another type";
        }
        if (type.isEnum()) {
            return "one of "
                    + Arrays.stream(type.getEnumConstants())
                            .filter(constant -> !((Enum<?>) constant).name().equals("UNRECOGNIZED"))
                            .map(Object::toString)
                            .collect(Collectors.joining(", "));
        }
        if (type == String.class) {
            return "a string";
        }
        if (type == Integer.class || type == int.class) {
            return "an integer of 32 bits";
        }
        if (type == Long.class || type == long.class) {
            return "an integer of 64 bits";
        }
        if (type == Boolean.class) {
            return "true or false";
        }
        return Collection.class.isAssignableFrom(type) ? "an array" : "an object";
    }
}
