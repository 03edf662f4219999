package dev.sia.server.error;

import java.util.Objects;

/**
 * One mistake in one part of a request.
 *
 * @param in the part of the request
 * @param pointer JSON pointer (RFC 6901) into the body; elsewhere {@code /} and the parameter's name
 * @param message what is wrong with the value, for people
 */
public record FieldError(Location in, String pointer, String message) {
    /** The parts of a request that a mistake can be in. */
    public enum Location {
        BODY,
        QUERY,
        PATH,
        HEADER
    }

    public FieldError {
        Objects.requireNonNull(in, "in");
        Objects.requireNonNull(pointer, "pointer");
        Objects.requireNonNull(message, "message");
    }

    public static FieldError inBody(String pointer, String message) {
        return new FieldError(Location.BODY, pointer, message);
    }

    public static FieldError inQuery(String parameter, String message) {
        return new FieldError(Location.QUERY, "/" + parameter, message);
    }

    public static FieldError inPath(String parameter, String message) {
        return new FieldError(Location.PATH, "/" + parameter, message);
    }

    public static FieldError inHeader(String header, String message) {
        return new FieldError(Location.HEADER, "/" + header, message);
    }
}
