package dev.sia.server.rest.stream;

import dev.sia.server.error.DomainException;
import dev.sia.server.error.ErrorCode;
import dev.sia.server.feed.Feed;
import dev.sia.server.identity.Access;
import dev.sia.server.identity.Principal;
import dev.sia.server.identity.Standing;
import dev.sia.server.organization.OrganizationId;
import jakarta.ws.rs.core.StreamingOutput;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.time.Clock;
import java.time.Duration;
import java.util.Objects;
import java.util.UUID;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** One stream. The thread of its request writes it; other threads only wake or end it. */
final class EventStream implements StreamingOutput {
    /**
     * For how long it goes on.
     *
     * @param right what the caller has to be allowed for as long as it lasts
     * @param follow whether to go on when everything stored has been sent
     */
    record Terms(Clock clock, Right right, Duration heartbeat, boolean follow) {}

    /** What a caller may watch, in which organization. */
    record Right(OrganizationId organization, Access access) {}

    private static final Logger log = LoggerFactory.getLogger(EventStream.class);
    private static final Runnable ENDED = () -> {};

    private final Terms terms;
    private final StreamFrames frames = new StreamFrames();
    private final Semaphore wakeUps = new Semaphore(1);
    private final AtomicReference<Runnable> cleanUp = new AtomicReference<>(ENDED);
    private volatile boolean over;
    private @Nullable Feed feed;
    private @Nullable Standing standing;

    EventStream(Terms terms) {
        this.terms = terms;
    }

    void onEnd(Runnable freesEverything) {
        cleanUp.set(freesEverything);
    }

    void begin(Feed watched, Standing caller) {
        feed = watched;
        standing = caller;
        watched.begin(frames);
    }

    void wake() {
        wakeUps.release();
    }

    /** Frees everything at once; the thread of the stream finds out when it is next awake. */
    void end() {
        over = true;
        cleanUp.getAndSet(ENDED).run();
        wake();
    }

    @Override
    public void write(OutputStream out) {
        try {
            frames.begin(out);
            serve(
                    Objects.requireNonNull(feed, "the stream has not begun"),
                    Objects.requireNonNull(standing, "the stream has not begun"));
        } catch (UncheckedIOException gone) {
            log.debug("The reader of a stream has gone", gone);
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
        } catch (DomainException refused) {
            log.debug("A stream ends: {}", refused.getMessage());
        } catch (RuntimeException failure) {
            // The answer has begun, so all that can be told is its end; the client connects again.
            log.error("Incident {}: a stream failed", UUID.randomUUID(), failure);
        } finally {
            end();
        }
    }

    private void serve(Feed watched, Standing caller) throws InterruptedException {
        while (!over) {
            Duration valid;
            try {
                valid = valid(caller);
            } catch (DomainException refused) {
                frames.comment(refused.code().wire());
                return;
            }
            if (!wakeUps.tryAcquire(shorter(valid, terms.heartbeat()).toNanos(), TimeUnit.NANOSECONDS)) {
                frames.comment("");
                continue;
            }
            wakeUps.drainPermits();
            if (!advance(watched)) {
                return;
            }
        }
    }

    /**
     * For how long nothing but news about the credential can end the stream.
     *
     * @throws DomainException when the caller may not read on
     */
    private Duration valid(Standing caller) {
        Principal principal = caller.principal();
        Duration valid = Duration.between(terms.clock().instant(), principal.expiresAt());
        if (!valid.isPositive()) {
            throw new DomainException(ErrorCode.UNAUTHENTICATED, "The credential has expired.");
        }
        principal.require(terms.right().organization(), terms.right().access());
        return valid;
    }

    private static Duration shorter(Duration one, Duration other) {
        return one.compareTo(other) < 0 ? one : other;
    }

    /** Sends all there is; false when nothing will follow. */
    private boolean advance(Feed watched) {
        Feed.Progress progress = Feed.Progress.MORE;
        while (progress == Feed.Progress.MORE && !over) {
            progress = watched.advance(frames);
        }
        frames.flush();
        return switch (progress) {
            case OVER -> false;
            case MORE, CAUGHT_UP -> terms.follow() || !frames.isCaughtUp();
        };
    }
}
