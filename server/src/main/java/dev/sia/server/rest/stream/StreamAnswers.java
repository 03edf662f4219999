package dev.sia.server.rest.stream;

import dev.sia.server.feed.EventWish;
import dev.sia.server.feed.LogWish;
import dev.sia.server.http.LongAnswer;
import dev.sia.server.identity.Principal;
import jakarta.inject.Inject;
import jakarta.inject.Provider;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.ws.rs.HttpMethod;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.StreamingOutput;
import org.jspecify.annotations.Nullable;

/** Streams as answers to the request at hand. */
public final class StreamAnswers {
    private static final String SEPARATOR = ":";
    private static final StreamingOutput NOTHING = _ -> {};

    private final EventStreams streams;
    private final Provider<Principal> caller;
    private final HttpServletRequest request;

    /** @param caller known only when the call has passed the access filter */
    @Inject
    public StreamAnswers(EventStreams streams, Provider<Principal> caller, @Context HttpServletRequest request) {
        this.streams = streams;
        this.caller = caller;
        this.request = request;
    }

    /** @param lastEventId attempt and line to go on after; null to begin as the wish says */
    public StreamingOutput log(LogWish wish, @Nullable String lastEventId) {
        if (isHead()) {
            return NOTHING;
        }
        return streams.log(goingOn(wish, lastEventId), caller.get().expiresAt(), answer());
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
        return streams.events(goingOn, follow, caller.get().expiresAt(), answer());
    }

    /** Of a stream there is only the beginning to tell. */
    private boolean isHead() {
        return request.getMethod().equals(HttpMethod.HEAD);
    }

    private LongAnswer answer() {
        return (LongAnswer) request.getAttribute(LongAnswer.ATTRIBUTE);
    }
}
