package dev.sia.validation;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * An operation of the OpenAPI document.
 *
 * @param path what its addresses look like; a group for each path parameter, in the order of those
 * @param parameters those of path, query and headers
 * @param bodies its request bodies by media type; empty when it takes none
 * @param outcomes what it may answer, by status
 */
record Operation(
        String id,
        String method,
        Pattern path,
        List<Parameter> parameters,
        Map<String, Body> bodies,
        Map<Integer, Outcome> outcomes,
        boolean deprecated) {
    /** Where a parameter stands. */
    enum Place {
        PATH,
        QUERY,
        HEADER
    }

    /**
     * A parameter or a header of an answer.
     *
     * @param type name of its schema
     * @param form JSON type of its schema
     */
    record Parameter(Place place, String name, boolean required, String type, String form) {}

    /**
     * What a body is.
     *
     * @param type name of the schema of the whole; empty for text
     * @param events names of the schemas of events in a stream, by their kind
     * @param line name of the schema of each line, if it has lines of JSON
     */
    record Body(Optional<String> type, Map<String, String> events, Optional<String> line) {}

    /** One answer: its headers by their names in small letters, and its bodies by media type. */
    record Outcome(Map<String, Parameter> headers, Map<String, Body> bodies) {}
}
