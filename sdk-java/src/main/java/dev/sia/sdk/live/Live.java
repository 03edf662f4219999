package dev.sia.sdk.live;

import com.fasterxml.jackson.databind.ObjectMapper;
import dev.sia.api.live.Authenticate;
import dev.sia.api.model.LiveTicket;
import dev.sia.sdk.error.SiaException;
import java.net.URI;
import java.net.http.HttpClient;
import java.util.UUID;
import java.util.function.Function;
import java.util.function.Supplier;

/**
 * Opens live views. To read one, iterate it in a thread of your own or give it a {@link LiveListener}. Streams connect again by
 * themselves and go on after the last record, so each record comes once.
 *
 * <p>Errors come when reading: {@code SiaNotFoundException} for a job or organization that is not there for the caller,
 * {@code SiaUnauthenticatedException} for a token that the server does not accept, {@code SiaForbiddenException} when the caller
 * may not watch any longer, {@code SiaUnavailableException} when the server stays away longer than the {@link ReconnectPolicy}
 * allows.
 */
public final class Live {
    private final HttpClient http;
    private final URI endpoint;
    private final Function<UUID, Authenticate> credentials;
    private final Function<UUID, LiveTicket> tickets;
    private final ObjectMapper mapper;

    /**
     * Live views of one server for one caller; {@link dev.sia.sdk.SiaClient#live()} makes this.
     *
     * @param baseUrl {@code http} or {@code https} address of the server, without a slash at its end
     * @param token asked for a token or an API key at every connection
     * @param tickets makes a ticket for an organization
     */
    public Live(
            HttpClient http,
            URI baseUrl,
            Supplier<String> token,
            Function<UUID, LiveTicket> tickets,
            ObjectMapper mapper) {
        this(
                http,
                URI.create(baseUrl.toString().replaceFirst("^http", "ws") + "/v1/live"),
                _ -> new Authenticate(token.get(), null),
                tickets,
                mapper);
    }

    private Live(
            HttpClient http,
            URI endpoint,
            Function<UUID, Authenticate> credentials,
            Function<UUID, LiveTicket> tickets,
            ObjectMapper mapper) {
        this.http = http;
        this.endpoint = endpoint;
        this.credentials = credentials;
        this.tickets = tickets;
        this.mapper = mapper;
    }

    /**
     * A ticket that opens one live session within a minute: for a web page, which then needs no credential of its own.
     *
     * @throws SiaException when the caller may not watch the organization
     */
    public LiveTicket createTicket(UUID organizationId) {
        return tickets.apply(organizationId);
    }

    /** The same views with a ticket for every connection, so that no token is sent over it. */
    public Live withTickets() {
        return new Live(
                http,
                endpoint,
                organization ->
                        new Authenticate(null, tickets.apply(organization).getTicket()),
                tickets,
                mapper);
    }

    private LiveTransport transport(UUID organizationId) {
        return new LiveTransport(http, endpoint, () -> credentials.apply(organizationId), mapper);
    }

    /** A job's log: the lines that are stored, then those that come, until the job is in review or at an end. */
    public LiveLog jobLog(UUID organizationId, UUID jobId, LogOptions options) {
        return new LiveLog(transport(organizationId), organizationId, jobId, options);
    }

    /** The same for a listener; close the answer to end it. */
    public LiveLog jobLog(UUID organizationId, UUID jobId, LogOptions options, LiveListener<LogRecord> listener) {
        return listening(jobLog(organizationId, jobId, options), listener);
    }

    /** Events of a topic: the stored ones after a number, or only those from now on. */
    public LiveEvents events(UUID organizationId, EventOptions options) {
        return new LiveEvents(transport(organizationId), organizationId, options);
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
