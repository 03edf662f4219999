package dev.sia.server.signal;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

class LocalSignalsTest {
    private final LocalSignals signals = new LocalSignals();
    private final UUID id = UUID.randomUUID();

    @Test
    void tellsSubscribersOfTheTopicAndOfItsKindOnly() {
        AtomicInteger mine = new AtomicInteger();
        List<Topic> ofKind = new ArrayList<>();
        signals.subscribe(Topic.log(id), mine::incrementAndGet);
        signals.subscribeAll(Topic.Kind.LOG, ofKind::add);
        Topic other = Topic.log(UUID.randomUUID());
        signals.publish(Topic.log(id));
        signals.publish(other);
        signals.publish(Topic.events(id));
        signals.publish(Topic.dispatch(id));
        assertThat(mine).hasValue(1);
        assertThat(ofKind).containsExactly(Topic.log(id), other);
    }

    @Test
    void sameRunnableCanSubscribeTwiceAndLeaveOnce() {
        AtomicInteger heard = new AtomicInteger();
        Runnable wake = heard::incrementAndGet;
        Signals.Subscription first = signals.subscribe(Topic.log(id), wake);
        Signals.Subscription second = signals.subscribe(Topic.log(id), wake);
        signals.publish(Topic.log(id));
        assertThat(heard).hasValue(2);
        first.close();
        first.close();
        signals.publish(Topic.log(id));
        assertThat(heard).hasValue(3);
        second.close();
        signals.publish(Topic.log(id));
        assertThat(heard).hasValue(3);
    }

    @Test
    void closedSubscriptionToAKindHearsNothing() {
        List<Topic> heard = new ArrayList<>();
        Signals.Subscription subscription = signals.subscribeAll(Topic.Kind.DISPATCH, heard::add);
        subscription.close();
        signals.publish(Topic.dispatch(id));
        assertThat(heard).isEmpty();
    }

    @Test
    void badSubscriberHurtsNeitherThePublisherNorTheOthers() {
        AtomicInteger heard = new AtomicInteger();
        Runnable bad = () -> {
            throw new IllegalStateException("bad");
        };
        signals.subscribe(Topic.log(id), bad);
        signals.subscribe(Topic.log(id), heard::incrementAndGet);
        signals.subscribe(Topic.log(id), bad);
        signals.subscribeAll(Topic.Kind.LOG, topic -> bad.run());
        signals.subscribeAll(Topic.Kind.LOG, topic -> heard.incrementAndGet());
        signals.publish(Topic.log(id));
        assertThat(heard).hasValue(2);
    }
}
