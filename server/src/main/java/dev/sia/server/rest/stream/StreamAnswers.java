package dev.sia.server.rest.stream;

import dev.sia.server.feed.EventWish;
import dev.sia.server.feed.LogWish;
import dev.sia.server.http.LongAnswer;
import dev.sia.server.identity.Access;
import dev.sia.server.identity.Credential;
import dev.sia.server.rest.operation.Operation;
import jakarta.inject.Inject;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.ws.rs.HttpMethod;
import jakarta.ws.rs.container.ResourceInfo;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.StreamingOutput;
import org.jspecify.annotations.Nullable;

/** Streams as answers to the request at hand. */
public final class StreamAnswers {
    private static final String SEPARATOR = ":";
    private static final StreamingOutput NOTHING = _ -> {};

    private final EventStreams streams;
    private final HttpServletRequest request;
    private final ResourceInfo resource;

    /** @param request one that has passed the access filter */
    @Inject
    public StreamAnswers(EventStreams streams, @Context HttpServletRequest request, @Context ResourceInfo resource) {
        this.streams = streams;
        this.request = request;
        this.resource = resource;
    }

    /** @param lastEventId attempt and line to go on after; null to begin as the wish says */
    public StreamingOutput log(LogWish wish, @Nullable String lastEventId) {
        if (isHead()) {
            return NOTHING;
        }
        return streams.log(goingOn(wish, lastEventId), permit(), answer());
    }

    private static LogWish goingOn(LogWish wish, @Nullable String lastEventId) {
        if (lastEventId == null) {
            return wish;
        }
        String[] parts = lastEventId.split(SEPARATOR, 2);
        return new LogWish(
                wish.organization(), wish.job(), Integer.valueOf(parts[0]), Long.parseLong(parts[1]), wish.follow());
    }

    public StreamingOutput events(EventWish wish, boolean follow, @Nullable String lastEventId) {
        if (isHead()) {
            return NOTHING;
        }
        EventWish goingOn = lastEventId == null
                ? wish
                : new EventWish(wish.organization(), wish.filter(), Long.valueOf(lastEventId));
        return streams.events(goingOn, follow, permit(), answer());
    }

    /** Of a stream there is only the beginning to tell. */
    private boolean isHead() {
        return request.getMethod().equals(HttpMethod.HEAD);
    }

    /** The access filter has found a bearer credential in the header, and let it pass. */
    private Permit permit() {
        String authorization = request.getHeader(HttpHeaders.AUTHORIZATION).strip();
        String bearer = authorization.substring(authorization.indexOf(' ')).strip();
        Access access = Operation.of(resource.getResourceMethod()).access().orElseThrow();
        return new Permit(new Credential.Bearer(bearer), access);
    }

    private LongAnswer answer() {
        return (LongAnswer) request.getAttribute(LongAnswer.ATTRIBUTE);
    }
}
