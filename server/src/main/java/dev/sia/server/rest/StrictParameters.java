package dev.sia.server.rest;

import dev.sia.server.error.IdText;
import jakarta.ws.rs.ext.ParamConverter;
import jakarta.ws.rs.ext.ParamConverterProvider;
import java.lang.annotation.Annotation;
import java.lang.reflect.Type;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.format.DateTimeParseException;
import java.util.Arrays;
import java.util.List;
import java.util.UUID;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.glassfish.jersey.internal.inject.ExtractorException;
import org.jspecify.annotations.Nullable;

/** Reads parameters to the letter and says what it expects. */
final class StrictParameters implements ParamConverterProvider {
    @Override
    @SuppressWarnings("unchecked")
    public <T> @Nullable ParamConverter<T> getConverter(Class<T> type, Type genericType, Annotation[] annotations) {
        if (type == UUID.class) {
            return (ParamConverter<T>) new Converter<>(IdText::parse);
        }
        if (type == Integer.class) {
            return (ParamConverter<T>) new Converter<>(StrictParameters::int32);
        }
        if (type == Long.class) {
            return (ParamConverter<T>) new Converter<>(StrictParameters::int64);
        }
        if (type == Boolean.class) {
            return (ParamConverter<T>) new Converter<>(StrictParameters::bool);
        }
        if (type == Instant.class) {
            return (ParamConverter<T>) new Converter<>(StrictParameters::time);
        }
        if (type.isEnum()) {
            return new Converter<>(text -> constant(type, text));
        }
        return null;
    }

    /** The constant whose wire form is the text; the one for unknown values has none. */
    private static <T> T constant(Class<T> type, String text) {
        List<T> known = Arrays.stream(type.getEnumConstants())
                .filter(constant -> !((Enum<?>) constant).name().equals("UNRECOGNIZED"))
                .toList();
        return known.stream()
                .filter(constant -> constant.toString().equals(text))
                .findFirst()
                .orElseThrow(() -> new IllegalArgumentException(
                        "must be one of " + known.stream().map(Object::toString).collect(Collectors.joining(", "))));
    }

    private static Instant time(String text) {
        try {
            return OffsetDateTime.parse(text).toInstant();
        } catch (DateTimeParseException notATime) {
            throw new IllegalArgumentException("must be a time such as 2026-11-23T09:30:00Z", notATime);
        }
    }

    private static Boolean bool(String text) {
        return switch (text) {
            case "true" -> true;
            case "false" -> false;
            default -> throw new IllegalArgumentException("must be true or false");
        };
    }

    private static Integer int32(String text) {
        try {
            return Integer.valueOf(text);
        } catch (NumberFormatException notANumber) {
            throw new IllegalArgumentException("must be an integer of 32 bits");
        }
    }

    private static Long int64(String text) {
        try {
            return Long.valueOf(text);
        } catch (NumberFormatException notANumber) {
            throw new IllegalArgumentException("must be an integer of 64 bits");
        }
    }

    private record Converter<T>(Function<String, T> read) implements ParamConverter<T> {
        @Override
        public @Nullable T fromString(@Nullable String text) {
            try {
                return text == null ? null : read.apply(text);
            } catch (IllegalArgumentException complaint) {
                // In a list, Jersey takes only this one for a mistake of the client.
                throw new ExtractorException(complaint);
            }
        }

        @Override
        public String toString(T value) {
            return String.valueOf(value);
        }
    }
}
