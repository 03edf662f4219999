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
import org.slf4j.Logger;

/**
 * Asks the database what is next, sees attempts through as one asynchronously completed activity each, and sleeps in
 * between. The database decides and remembers; so this may be lost, woken too often or started again without harm.
 */
public final class JobWorkflowImpl implements JobWorkflow {
    private static final Logger log = Workflow.getLogger(JobWorkflowImpl.class);
    private static final Duration NODE_ANSWERS_WITHIN = Duration.ofSeconds(10);
    private static final Duration BETWEEN_TRIES = Duration.ofSeconds(5);
    private static final int CANCEL_TRIES = 5;

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

    @Override
    public void wake() {
        woken = true;
    }

    @Override
    public void run(JobInput input) {
        while (true) {
            NextStep next = look(input);
            switch (next.kind()) {
                case OVER -> {
                    return;
                }
                case WAIT -> {
                    if (Workflow.getInfo().isContinueAsNewSuggested()) {
                        Workflow.continueAsNew(input);
                    }
                    Workflow.await(() -> woken);
                }
                case RUN -> seeThrough(input, next);
            }
        }
    }

    /** Whatever wakes the workflow from here on may be news. */
    private NextStep look(JobInput input) {
        woken = false;
        return jobs.advance(input.jobId());
    }

    private void seeThrough(JobInput input, NextStep step) {
        String attemptId = requireNonNull(step.attemptId());
        AttemptActivities agent = Workflow.newActivityStub(AttemptActivities.class, attemptOptions(step));
        Attempted attempted = start(agent, attemptId);
        NextStep now = step;
        boolean cancelSent = false;
        while (true) {
            if (now.cancellationRequested() && !cancelSent) {
                cancelSent = true;
                deliverCancel(now);
            }
            Workflow.await(() -> woken || attempted.done().isCompleted());
            if (attempted.done().isCompleted()) {
                pauseAfterFailure(attempted.done());
                return;
            }
            now = look(input);
            if (!attemptId.equals(now.attemptId())) {
                attempted.scope().cancel();
                return;
            }
        }
    }

    private static Attempted start(AttemptActivities agent, String attemptId) {
        Promise<?>[] done = new Promise<?>[1];
        CancellationScope scope = Workflow.newCancellationScope(() -> done[0] = Async.procedure(agent::run, attemptId));
        scope.run();
        return new Attempted(scope, done[0]);
    }

    /** A failed activity says nothing about the attempt, only that nobody waits for it: look again a little later. */
    private void pauseAfterFailure(Promise<?> done) {
        RuntimeException failure = done.getFailure();
        if (failure != null) {
            log.info("The attempt's activity ended without a result and is started again: {}", failure.getMessage());
            Workflow.await(BETWEEN_TRIES, () -> woken);
        }
    }

    /** Not waited for: an agent that is away is told when it comes back. */
    private static void deliverCancel(NextStep step) {
        AttemptActivities agent = Workflow.newActivityStub(AttemptActivities.class, cancelOptions(step));
        Async.procedure(agent::deliverCancel, requireNonNull(step.attemptId()));
    }

    private static ActivityOptions attemptOptions(NextStep step) {
        return onNode(step)
                .setStartToCloseTimeout(Duration.ofSeconds(step.timeoutSeconds()))
                .setRetryOptions(RetryOptions.newBuilder().setMaximumAttempts(1).build())
                .setCancellationType(ActivityCancellationType.ABANDON)
                .build();
    }

    private static ActivityOptions cancelOptions(NextStep step) {
        return onNode(step)
                .setStartToCloseTimeout(NODE_ANSWERS_WITHIN)
                .setRetryOptions(RetryOptions.newBuilder()
                        .setMaximumAttempts(CANCEL_TRIES)
                        .build())
                .build();
    }

    private static ActivityOptions.Builder onNode(NextStep step) {
        ActivityOptions.Builder options = ActivityOptions.newBuilder().setScheduleToStartTimeout(NODE_ANSWERS_WITHIN);
        String queue = step.nodeQueue();
        return queue == null ? options : options.setTaskQueue(queue);
    }

    private record Attempted(CancellationScope scope, Promise<?> done) {}
}
