package dev.sia.server.attempt;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sia.server.TestFeatures;
import dev.sia.server.db.ExpectedVersion;
import dev.sia.server.error.ErrorCode;
import dev.sia.server.job.JobId;
import dev.sia.server.job.JobStatus;
import dev.sia.server.queue.MoveJob;
import dev.sia.server.queue.MoveTarget;
import dev.sia.server.queue.PauseQueue;
import dev.sia.server.queue.QueueName;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** People move jobs, pause and resume queues, and limit how many jobs run. */
final class ModelQueues {
    private final ModelWorld model;

    ModelQueues(ModelWorld model) {
        this.model = model;
    }

    /** Mostly a job that waits, next to one that it may stand next to; sometimes anything. */
    String move() {
        model.anyJob(job -> model.random.nextInt(8) == 0 || job.status == JobStatus.QUEUED)
                .ifPresent(job -> {
                    QueueName queue = model.random.nextInt(8) == 0 ? model.any(List.of(QueueName.values())) : job.queue;
                    boolean stale = model.random.nextInt(8) == 0;
                    move(job, queue, target(job), stale);
                });
        return "move";
    }

    private MoveTarget target(ModelJob job) {
        List<JobId> line = model.order.line(job.queue, job.priority);
        boolean fitting = model.random.nextInt(4) > 0 && !line.isEmpty();
        JobId other = fitting ? model.any(line) : model.any(List.copyOf(model.jobs.keySet()));
        return switch (model.random.nextInt(4)) {
            case 0 -> new MoveTarget.Head();
            case 1 -> new MoveTarget.Tail();
            case 2 -> new MoveTarget.Before(other.value());
            default -> new MoveTarget.After(other.value());
        };
    }

    private void move(ModelJob job, QueueName queue, MoveTarget target, boolean stale) {
        long version = model.version(queue);
        ExpectedVersion expected =
                stale ? new ExpectedVersion.OneOf(Set.of(version + 1)) : new ExpectedVersion.OneOf(Set.of(version));
        Runnable wish = () -> model.world.features.queueMoves.move(
                model.organization, queue, TestFeatures.ADA, new MoveJob(job.id.value(), target), expected);
        Optional<ErrorCode> refusal = refusal(job, queue, target, stale);
        if (refusal.isPresent()) {
            assertThat(AttemptFixture.refusal(wish::run))
                    .as("refusal of " + target)
                    .isEqualTo(refusal.get());
            return;
        }
        wish.run();
        model.changes.merge(queue, 1L, Long::sum);
        model.leave(job);
        List<JobId> line = model.order.line(job.queue, job.priority);
        switch (target) {
            case MoveTarget.Head() -> line.addFirst(job.id);
            case MoveTarget.Tail() -> line.add(job.id);
            case MoveTarget.Before(var other) -> line.add(line.indexOf(new JobId(other)), job.id);
            case MoveTarget.After(var other) -> line.add(line.indexOf(new JobId(other)) + 1, job.id);
        }
    }

    private Optional<ErrorCode> refusal(ModelJob job, QueueName queue, MoveTarget target, boolean stale) {
        Optional<ModelJob> anchor = switch (target) {
            case MoveTarget.Before(var other) -> Optional.of(model.job(new JobId(other)));
            case MoveTarget.After(var other) -> Optional.of(model.job(new JobId(other)));
            case MoveTarget.Head(), MoveTarget.Tail() -> Optional.empty();
        };
        if (anchor.filter(job::equals).isPresent()) {
            return Optional.of(ErrorCode.VALIDATION_FAILED);
        }
        return notWaitingIn(job, queue)
                .or(() -> stale ? Optional.of(ErrorCode.PRECONDITION_FAILED) : Optional.empty())
                .or(() -> anchor.flatMap(other -> notWaitingIn(other, queue)))
                .or(() -> anchor.filter(other -> other.priority != job.priority)
                        .map(other -> ErrorCode.DIFFERENT_PRIORITY));
    }

    private static Optional<ErrorCode> notWaitingIn(ModelJob job, QueueName queue) {
        if (job.status != JobStatus.QUEUED) {
            return Optional.of(ErrorCode.ILLEGAL_TRANSITION);
        }
        return job.queue == queue ? Optional.empty() : Optional.of(ErrorCode.DIFFERENT_QUEUE);
    }

    /** What is running goes on. */
    String pause() {
        QueueName queue = model.any(List.of(QueueName.values()));
        model.world.features.queuePauses.pause(
                model.organization, queue, TestFeatures.ADA, new PauseQueue("lunch", null, null));
        model.changes.merge(queue, 1L, Long::sum);
        model.open.remove(queue);
        return "pause " + queue;
    }

    String resume() {
        QueueName queue = model.any(List.of(QueueName.values()));
        resume(queue);
        return "resume " + queue;
    }

    private void resume(QueueName queue) {
        Runnable wish = () -> model.world.features.queuePauses.resume(model.organization, queue, TestFeatures.ADA);
        if (model.open.contains(queue)) {
            assertThat(AttemptFixture.refusal(wish::run)).isEqualTo(ErrorCode.QUEUE_NOT_PAUSED);
        } else {
            wish.run();
            model.changes.merge(queue, 1L, Long::sum);
            model.open.add(queue);
        }
    }

    String limit() {
        limit(model.random.nextBoolean() ? Integer.MAX_VALUE : 1 + model.random.nextInt(4));
        return "limit to " + model.mostRunning;
    }

    private void limit(int most) {
        model.world.features.settings.replace(
                model.organization,
                TestFeatures.ADA,
                TestFeatures.running(most == Integer.MAX_VALUE ? null : most),
                new ExpectedVersion.Any());
        model.mostRunning = most;
    }

    /** Nothing holds work back any longer. */
    void openAll() {
        limit(Integer.MAX_VALUE);
        for (QueueName queue : QueueName.values()) {
            if (!model.open.contains(queue)) {
                resume(queue);
            }
        }
    }
}
