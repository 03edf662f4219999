package dev.sia.server.http;

/** Bodies for the errors that never reach the application: a request line that cannot be read, too large headers. */
@FunctionalInterface
public interface ErrorBodies {
    String CONTENT_TYPE = "application/problem+json";

    /**
     * @param status the HTTP status, 400 or greater
     * @return the body in UTF-8
     */
    byte[] of(int status, String requestId);
}
