package dev.sia.server.db;

import dev.sia.server.error.DomainException;
import dev.sia.server.error.ErrorCode;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.locks.Lock;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * Lets callers that want the same at the same time share one transaction: whoever has the turn does it for all who came
 * meanwhile, and each gets its own answer when it is committed. Alone, nobody waits for others. A group that fails is done
 * again one by one, so that nobody fails for another's mistake. Waiting callers are blocked, so there are not more of
 * them than the server admits requests. Thread-safe.
 */
public final class GroupedWork<Q, R> {
    /** What became of one request. */
    public sealed interface Outcome<R> {
        R value();

        /** Done. */
        record Done<R>(R value) implements Outcome<R> {}

        /** Refused; nothing was changed for it. */
        record Refused<R>(RuntimeException reason) implements Outcome<R> {
            @Override
            public R value() {
                throw reason;
            }
        }
    }

    private final int most;
    private final Function<List<Q>, List<Outcome<R>>> work;
    private final Lock turn = new ReentrantLock();
    private final Queue<Waiting<Q, R>> waiting = new ConcurrentLinkedQueue<>();

    /**
     * @param most requests in one group
     * @param work does a group in one transaction; one outcome for each request, in their order
     */
    public GroupedWork(int most, Function<List<Q>, List<Outcome<R>>> work) {
        this.most = most;
        this.work = work;
    }

    /** Blocks until the request is committed or refused. */
    public R submit(Q request) {
        Waiting<Q, R> mine = new Waiting<>(request);
        waiting.add(mine);
        turn.lock();
        try {
            while (mine.outcome == null) {
                doGroup();
            }
        } finally {
            turn.unlock();
        }
        return Objects.requireNonNull(mine.outcome, "outcome").value();
    }

    private void doGroup() {
        List<Waiting<Q, R>> group = new ArrayList<>();
        for (Waiting<Q, R> next = waiting.poll(); next != null; next = group.size() < most ? waiting.poll() : null) {
            group.add(next);
        }
        try {
            doTogether(group);
        } catch (RuntimeException failure) {
            if (group.size() == 1 || isHopeless(failure)) {
                group.forEach(each -> each.outcome = new Outcome.Refused<>(failure));
            } else {
                group.forEach(this::doAlone);
            }
        } catch (Error failure) {
            // Whoever waits must not wait for ever, nor the next one find a group without an outcome.
            group.forEach(each -> each.outcome = new Outcome.Refused<>(new IllegalStateException(failure)));
            throw failure;
        }
    }

    /** The database is away or overloaded: asking it once more for each only makes everybody wait. */
    private static boolean isHopeless(RuntimeException failure) {
        return failure instanceof DomainException refused && refused.code() == ErrorCode.UNAVAILABLE;
    }

    private void doTogether(List<Waiting<Q, R>> group) {
        List<Outcome<R>> outcomes =
                work.apply(group.stream().map(each -> each.request).toList());
        for (int place = 0; place < group.size(); place++) {
            group.get(place).outcome = outcomes.get(place);
        }
    }

    private void doAlone(Waiting<Q, R> one) {
        try {
            doTogether(List.of(one));
        } catch (RuntimeException failure) {
            one.outcome = new Outcome.Refused<>(failure);
        }
    }

    /** Read and written by whoever has the turn. */
    private static final class Waiting<Q, R> {
        final Q request;

        @Nullable
        Outcome<R> outcome;

        Waiting(Q request) {
            this.request = request;
        }
    }
}
