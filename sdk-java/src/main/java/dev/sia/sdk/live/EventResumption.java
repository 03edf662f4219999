package dev.sia.sdk.live;

import dev.sia.api.live.Authenticated;
import dev.sia.api.live.CaughtUp;
import dev.sia.api.live.Ended;
import dev.sia.api.live.EventFrame;
import dev.sia.api.live.Gap;
import dev.sia.api.live.LogBatch;
import dev.sia.api.live.ServerFrame;
import dev.sia.api.live.Subscribe;
import dev.sia.api.live.Subscribed;
import dev.sia.api.live.SubscriptionError;
import dev.sia.api.live.Unsubscribed;
import java.time.Duration;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** Where a reader of events is: after which number. */
final class EventResumption implements Resumption<EventRecord> {
    private final UUID organizationId;
    private final EventOptions options;
    private @Nullable Long lastNumber;
    private boolean caughtUp;

    EventResumption(UUID organizationId, EventOptions options) {
        this.organizationId = organizationId;
        this.options = options;
        this.lastNumber = options.afterNumber();
    }

    @Override
    public Subscribe subscribe(String subscriptionId) {
        return new Subscribe(subscriptionId, options.topic(), organizationId, options.jobId(), null, lastNumber, null);
    }

    @Override
    public List<EventRecord> accept(ServerFrame frame) {
        return switch (frame) {
            case Subscribed it -> begin(it);
            case EventFrame it -> take(it);
            case CaughtUp it -> catchUp(it);
            case Authenticated _, LogBatch _, Gap _, Ended _, Unsubscribed _, SubscriptionError _ -> List.of();
        };
    }

    @Override
    public EventRecord reconnected(Duration outage) {
        return new EventRecord.Reconnected(outage);
    }

    @Override
    public boolean finished() {
        return false;
    }

    private List<EventRecord> begin(Subscribed frame) {
        if (lastNumber == null) {
            lastNumber = frame.headSeq();
        }
        return List.of();
    }

    private List<EventRecord> take(EventFrame frame) {
        long number = frame.event().getNumber();
        if (lastNumber != null && number <= lastNumber) {
            return List.of();
        }
        lastNumber = number;
        return List.of(new EventRecord.Happened(frame.event()));
    }

    private List<EventRecord> catchUp(CaughtUp frame) {
        if (lastNumber == null || frame.seq() > lastNumber) {
            lastNumber = frame.seq();
        }
        if (caughtUp) {
            return List.of();
        }
        caughtUp = true;
        return List.of(new EventRecord.CaughtUp(frame.seq()));
    }
}
