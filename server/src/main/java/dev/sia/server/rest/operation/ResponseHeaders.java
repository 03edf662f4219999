package dev.sia.server.rest.operation;

import jakarta.inject.Inject;
import jakarta.ws.rs.container.ContainerRequestContext;
import java.util.HashMap;
import java.util.Map;

/** Headers that an operation sends with its success, beside what its typed result says. One for each request. */
public final class ResponseHeaders {
    private static final String PROPERTY = "dev.sia.responseHeaders";

    private final Map<String, Object> headers = new HashMap<>();

    /** @param request the one whose answer gets the headers */
    @Inject
    public ResponseHeaders(ContainerRequestContext request) {
        request.setProperty(PROPERTY, this);
    }

    public void put(String name, Object value) {
        headers.put(name, value);
    }

    static Map<String, Object> of(ContainerRequestContext request) {
        return request.getProperty(PROPERTY) instanceof ResponseHeaders mine ? mine.headers : Map.of();
    }
}
