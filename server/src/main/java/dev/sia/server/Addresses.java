package dev.sia.server;

/**
 * Where a running server is reached.
 *
 * @param httpUrl base of REST, live view and docs
 * @param grpcTarget {@code host:port} for agents
 * @param grpcTls whether agents speak TLS there
 * @param managementUrl base of health and metrics
 */
public record Addresses(String httpUrl, String grpcTarget, boolean grpcTls, String managementUrl) {
    /** The form of {@code server.json}. None of the values can hold a character that JSON would escape. */
    String json() {
        return """
                {"httpUrl":"%s","grpcTarget":"%s","grpcTls":%b,"managementUrl":"%s","pid":%d}
                """.formatted(
                        httpUrl,
                        grpcTarget,
                        grpcTls,
                        managementUrl,
                        ProcessHandle.current().pid());
    }
}
