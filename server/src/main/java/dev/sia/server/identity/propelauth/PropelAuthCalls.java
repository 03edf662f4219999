package dev.sia.server.identity.propelauth;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.jose4j.json.JsonUtil;
import org.jose4j.lang.JoseException;

/**
 * Calls of PropelAuth, each over after a few seconds and with an answer of bounded size. Redirects are not followed: the
 * integration key goes where the operator has said and nowhere else.
 */
final class PropelAuthCalls implements AutoCloseable {
    private static final Duration CONNECT_TIMEOUT = Duration.ofSeconds(3);
    private static final Duration TIMEOUT = Duration.ofSeconds(5);
    private static final long MOST_BYTES = 256 * 1024;

    /** What came back; the body is for its reader alone, as it may say who somebody is. */
    record Answer(int status, String body) {
        boolean ok() {
            return status == 200;
        }

        Map<String, Object> json() throws IOException {
            try {
                return JsonUtil.parseJson(body);
            } catch (JoseException | RuntimeException notJson) {
                throw new IOException("The answer is no JSON object", notJson);
            }
        }

        @Override
        public String toString() {
            return "status " + status;
        }
    }

    private final Duration timeout;
    private final HttpClient client = HttpClient.newBuilder()
            .connectTimeout(CONNECT_TIMEOUT)
            .followRedirects(HttpClient.Redirect.NEVER)
            .build();

    PropelAuthCalls() {
        this(TIMEOUT);
    }

    PropelAuthCalls(Duration timeout) {
        this.timeout = timeout;
    }

    /** Without any credentials. */
    Answer get(URI address) throws IOException {
        return send(request(address).GET());
    }

    Answer get(URI address, String integrationKey) throws IOException {
        return send(request(address)
                .header("Authorization", "Bearer " + integrationKey)
                .GET());
    }

    Answer post(URI address, String integrationKey, Map<String, Object> body) throws IOException {
        return send(request(address)
                .header("Authorization", "Bearer " + integrationKey)
                .header("Content-Type", "application/json")
                .POST(HttpRequest.BodyPublishers.ofString(JsonUtil.toJson(body))));
    }

    private HttpRequest.Builder request(URI address) {
        return HttpRequest.newBuilder(address).timeout(timeout).header("Accept", "application/json");
    }

    /** The request's own time-out ends with the headers; this one also covers the body. */
    private Answer send(HttpRequest.Builder request) throws IOException {
        CompletableFuture<HttpResponse<String>> answer =
                client.sendAsync(request.build(), BodyHandlers.limiting(BodyHandlers.ofString(), MOST_BYTES));
        try {
            HttpResponse<String> response = answer.get(timeout.toMillis(), TimeUnit.MILLISECONDS);
            return new Answer(response.statusCode(), response.body());
        } catch (ExecutionException failed) {
            throw new IOException("PropelAuth did not answer: " + failed.getCause(), failed);
        } catch (TimeoutException late) {
            answer.cancel(true);
            throw new IOException("PropelAuth did not answer within " + timeout.toMillis() + " ms", late);
        } catch (InterruptedException stop) {
            answer.cancel(true);
            Thread.currentThread().interrupt();
            throw new IOException("Interrupted while PropelAuth was asked", stop);
        }
    }

    @Override
    public void close() {
        client.shutdownNow();
    }
}
