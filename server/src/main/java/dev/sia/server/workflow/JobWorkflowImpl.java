package dev.sia.server.workflow;

import static java.util.Objects.requireNonNull;

import io.temporal.activity.ActivityCancellationType;
import io.temporal.activity.ActivityOptions;
import io.temporal.activity.LocalActivityOptions;
import io.temporal.common.RetryOptions;
import io.temporal.workflow.Async;
import io.temporal.workflow.CancellationScope;
import io.temporal.workflow.Promise;
import io.temporal.workflow.Workflow;
import java.time.Duration;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;

/**
 * Waits for an attempt, sees it through as one asynchronously completed activity, and asks the database what its end means.
 * The database decides and remembers; so this may be lost, woken too often or started again without harm.
 */
public final class JobWorkflowImpl implements JobWorkflow {
    private static final Logger log = Workflow.getLogger(JobWorkflowImpl.class);
    private static final Duration NODE_ANSWERS_WITHIN = Duration.ofSeconds(10);
    /** Several times the interval of the heartbeats, so that only a node that is gone misses it. */
    private static final Duration HEARTBEAT_TIMEOUT = Duration.ofSeconds(90);

    private static final Duration BETWEEN_TRIES = Duration.ofSeconds(5);
    private static final int DELIVERY_TRIES = 5;

    private final JobActivities jobs = Workflow.newLocalActivityStub(
            JobActivities.class,
            LocalActivityOptions.newBuilder()
                    .setStartToCloseTimeout(Duration.ofSeconds(30))
                    .setRetryOptions(RetryOptions.newBuilder()
                            .setInitialInterval(Duration.ofMillis(200))
                            .setMaximumInterval(Duration.ofSeconds(10))
                            .build())
                    .build());

    private boolean woken;

    @Nullable
    private Assignment assigned;

    @Override
    public void wake() {
        woken = true;
    }

    @Override
    public void assigned(Assignment made) {
        assigned = made;
    }

    @Override
    public void run(JobInput input) {
        while (true) {
            Workflow.await(this::hasNews);
            Assignment made = takeAssigned();
            if (made == null) {
                NextStep next = look(input);
                switch (next.kind()) {
                    case OVER -> {
                        return;
                    }
                    case WAIT -> {
                        if (Workflow.getInfo().isContinueAsNewSuggested() && !hasNews()) {
                            Workflow.continueAsNew(input);
                        }
                    }
                    case RUN -> {
                        woken = next.commandsPending();
                        made = Assignment.of(next);
                    }
                }
            }
            if (made != null) {
                seeThrough(input, made);
                // What its end means is in the database.
                woken = true;
            }
        }
    }

    private boolean hasNews() {
        return woken || assigned != null;
    }

    private @Nullable Assignment takeAssigned() {
        Assignment made = assigned;
        assigned = null;
        return made;
    }

    /** Whatever wakes the workflow from here on may be news. */
    private NextStep look(JobInput input) {
        woken = false;
        return jobs.advance(input.jobId());
    }

    private void seeThrough(JobInput input, Assignment made) {
        Attempted attempted = start(made);
        while (true) {
            Workflow.await(() -> hasNews() || attempted.done().isCompleted());
            if (attempted.done().isCompleted()) {
                pauseAfterFailure(attempted.done());
                return;
            }
            NextStep now = look(input);
            if (!made.attemptId().equals(now.attemptId())) {
                attempted.scope().cancel();
                return;
            }
            // Told of it once more.
            assigned = null;
            if (now.commandsPending()) {
                deliverCommands(now);
            }
        }
    }

    private static Attempted start(Assignment made) {
        AttemptActivities agent = Workflow.newActivityStub(AttemptActivities.class, attemptOptions(made));
        Promise<?>[] done = new Promise<?>[1];
        CancellationScope scope = Workflow.newCancellationScope(
                () -> done[0] = Async.procedure(agent::run, made.attemptId(), made.offered()));
        scope.run();
        return new Attempted(scope, done[0]);
    }

    /** A failed activity says nothing about the attempt, only that nobody waits for it: look again a little later. */
    private void pauseAfterFailure(Promise<?> done) {
        RuntimeException failure = done.getFailure();
        if (failure != null) {
            log.info("The attempt's activity ended without a result and is started again: {}", failure.getMessage());
            Workflow.await(BETWEEN_TRIES, this::hasNews);
        }
    }

    /** Not waited for: an agent that is away is told when it comes back. */
    private static void deliverCommands(NextStep step) {
        AttemptActivities agent = Workflow.newActivityStub(AttemptActivities.class, deliveryOptions(step));
        Async.procedure(agent::deliverCommands, requireNonNull(step.attemptId()));
    }

    private static ActivityOptions attemptOptions(Assignment made) {
        return onNode(made.nodeQueue())
                .setStartToCloseTimeout(Duration.ofSeconds(made.timeoutSeconds()))
                .setHeartbeatTimeout(HEARTBEAT_TIMEOUT)
                .setRetryOptions(RetryOptions.newBuilder().setMaximumAttempts(1).build())
                .setCancellationType(ActivityCancellationType.ABANDON)
                .build();
    }

    private static ActivityOptions deliveryOptions(NextStep step) {
        return onNode(step.nodeQueue())
                .setStartToCloseTimeout(NODE_ANSWERS_WITHIN)
                .setRetryOptions(RetryOptions.newBuilder()
                        .setMaximumAttempts(DELIVERY_TRIES)
                        .build())
                .build();
    }

    private static ActivityOptions.Builder onNode(@Nullable String queue) {
        ActivityOptions.Builder options = ActivityOptions.newBuilder().setScheduleToStartTimeout(NODE_ANSWERS_WITHIN);
        return queue == null ? options : options.setTaskQueue(queue);
    }

    private record Attempted(CancellationScope scope, Promise<?> done) {}
}
