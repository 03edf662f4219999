package dev.sia.sdk.live;

import com.fasterxml.jackson.databind.ObjectMapper;
import dev.sia.sdk.error.SiaException;
import java.net.URI;
import java.net.http.HttpClient;
import java.util.UUID;
import java.util.function.Supplier;

/**
 * Opens live views. To read one, iterate it in a thread of your own or give it a {@link LiveListener}. Streams connect again by
 * themselves and go on after the last record, so each record comes once.
 *
 * <p>Errors come when reading: {@code SiaNotFoundException} for a job or organization that is not there for the caller,
 * {@code SiaUnauthenticatedException} for a token that the server does not accept, {@code SiaUnavailableException} when the server
 * stays away longer than the {@link ReconnectPolicy} allows.
 */
public final class Live {
    private final LiveTransport transport;

    /**
     * Live views of one server for one caller; {@link dev.sia.sdk.SiaClient#live()} makes this.
     *
     * @param baseUrl {@code http} or {@code https} address of the server, without a slash at its end
     * @param token asked for an access token at every connection
     */
    public Live(HttpClient http, URI baseUrl, Supplier<String> token, ObjectMapper mapper) {
        URI endpoint = URI.create(baseUrl.toString().replaceFirst("^http", "ws") + "/v1/live");
        this.transport = new LiveTransport(http, endpoint, token, mapper);
    }

    /** A job's log: the lines that are stored, then those that come, until the job is in review or at an end. */
    public LiveLog jobLog(UUID organizationId, UUID jobId, LogOptions options) {
        return new LiveLog(transport, organizationId, jobId, options);
    }

    /** The same for a listener; close the answer to end it. */
    public LiveLog jobLog(UUID organizationId, UUID jobId, LogOptions options, LiveListener<LogRecord> listener) {
        return listening(jobLog(organizationId, jobId, options), listener);
    }

    /** Events of a topic: the stored ones after a number, or only those from now on. */
    public LiveEvents events(UUID organizationId, EventOptions options) {
        return new LiveEvents(transport, organizationId, options);
    }

    /** The same for a listener; close the answer to end it. */
    public LiveEvents events(UUID organizationId, EventOptions options, LiveListener<EventRecord> listener) {
        return listening(events(organizationId, options), listener);
    }

    private static <R, S extends LiveStream<R>> S listening(S stream, LiveListener<R> listener) {
        Thread.ofVirtual().name("sia-live-listener").start(() -> {
            try (stream) {
                stream.forEach(listener::onRecord);
                listener.onEnd();
            } catch (SiaException e) {
                listener.onFailure(e);
            }
        });
        return stream;
    }
}
