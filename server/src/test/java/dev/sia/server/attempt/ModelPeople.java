package dev.sia.server.attempt;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sia.server.TestFeatures;
import dev.sia.server.db.ExpectedVersion;
import dev.sia.server.error.ErrorCode;
import dev.sia.server.job.CreateJob;
import dev.sia.server.job.Job;
import dev.sia.server.job.JobChanges;
import dev.sia.server.job.JobLimits;
import dev.sia.server.job.JobPriority;
import dev.sia.server.job.JobStatus;
import dev.sia.server.job.Repository;
import dev.sia.server.job.Review;
import dev.sia.server.job.ReviewComment;
import dev.sia.server.job.UpdateJob;
import dev.sia.server.queue.QueueName;
import java.util.List;
import java.util.Set;
import java.util.function.Consumer;

/** People create, steer and judge jobs. */
final class ModelPeople {
    private static final List<List<String>> JOB_LABELS = List.of(List.of(), List.of("linux"), List.of("gpu"));
    private static final Review REVIEW = new Review(List.of(new ReviewComment(null, null, "No.")));

    private final ModelWorld model;

    ModelPeople(ModelWorld model) {
        this.model = model;
    }

    String create() {
        JobPriority priority = model.any(List.of(JobPriority.values()));
        List<String> labels = model.any(JOB_LABELS);
        CreateJob wish = new CreateJob(
                null, "job", new Repository("/srv/app", "main"), List.of(), labels, priority, JobLimits.DEFAULT);
        Job made = model.world.createJob(model.organization, wish);
        model.jobs.put(made.id(), new ModelJob(made.id(), priority, labels));
        model.order.line(QueueName.BACKLOG, priority).add(made.id());
        return "create " + priority + labels;
    }

    String cancel() {
        model.anyJob(job -> true).ifPresent(job -> {
            boolean possible = job.cancelled || job.status == JobStatus.QUEUED || job.status == JobStatus.IN_PROGRESS;
            Runnable asked =
                    () -> model.world.features.jobs.cancel(model.organization, TestFeatures.ADA, job.id, "enough");
            if (!possible) {
                assertThat(AttemptFixture.refusal(asked::run)).isEqualTo(ErrorCode.ILLEGAL_TRANSITION);
                return;
            }
            asked.run();
            job.cancelled = true;
            if (job.status == JobStatus.QUEUED) {
                model.leave(job);
                job.status = JobStatus.CANCELLED;
            } else if (job.isLive() && !job.held().accepted() && model.random.nextBoolean()) {
                model.world.features.attemptProgress.deliverCommands(job.held().attempt());
                model.withdrawn(job);
            }
        });
        return "cancel";
    }

    /** A person decides what becomes of a job that agents are through with; sometimes of any job. */
    String decide() {
        boolean fitting = model.random.nextInt(4) > 0;
        model.anyJob(job -> !fitting || !job.status.isActive()).ifPresent(job -> {
            switch (model.random.nextInt(4)) {
                case 0 ->
                    allowed(
                            Set.of(JobStatus.FAILED, JobStatus.CANCELLED),
                            job,
                            changes -> changes.retry(model.organization, TestFeatures.ADA, job.id, null),
                            () -> queueAgain(job, QueueName.BACKLOG));
                case 1 ->
                    allowed(
                            Set.of(JobStatus.IN_REVIEW),
                            job,
                            changes -> changes.rework(model.organization, TestFeatures.ADA, job.id, REVIEW, null),
                            () -> queueAgain(job, QueueName.REWORK));
                case 2 ->
                    allowed(
                            Set.of(JobStatus.IN_REVIEW),
                            job,
                            changes -> changes.complete(model.organization, TestFeatures.ADA, job.id),
                            () -> job.status = JobStatus.COMPLETED);
                default ->
                    allowed(
                            Set.of(JobStatus.COMPLETED, JobStatus.FAILED, JobStatus.CANCELLED),
                            job,
                            changes -> changes.archive(model.organization, TestFeatures.ADA, job.id),
                            () -> job.status = JobStatus.ARCHIVED);
            }
        });
        return "decide";
    }

    /** A job that waits goes behind those of its new priority. */
    String changePriority() {
        JobPriority priority = model.any(List.of(JobPriority.values()));
        UpdateJob wish = new UpdateJob(null, null, null, priority, null, null, null, null, null);
        model.anyJob(job -> model.random.nextInt(5) == 0 || job.status == JobStatus.QUEUED)
                .ifPresent(job -> allowed(
                        Set.of(JobStatus.QUEUED),
                        job,
                        changes -> changes.update(
                                model.organization, TestFeatures.ADA, job.id, wish, new ExpectedVersion.Any()),
                        () -> {
                            if (job.priority != priority) {
                                model.leave(job);
                                model.changes.merge(job.queue, 1L, Long::sum);
                                job.priority = priority;
                                model.order.line(job.queue, priority).add(job.id);
                            }
                        }));
        return "change priority";
    }

    /** Does it if it is allowed now, and makes sure that it is refused otherwise. */
    private void allowed(Set<JobStatus> when, ModelJob job, Consumer<JobChanges> change, Runnable then) {
        if (when.contains(job.status)) {
            change.accept(model.world.features.jobChanges);
            then.run();
        } else {
            assertThat(AttemptFixture.refusal(() -> change.accept(model.world.features.jobChanges)))
                    .isEqualTo(ErrorCode.ILLEGAL_TRANSITION);
        }
    }

    private void queueAgain(ModelJob job, QueueName queue) {
        model.world.startWorkflows(job.id);
        job.status = JobStatus.QUEUED;
        job.queue = queue;
        job.cancelled = false;
        job.tries = 0;
        model.order.line(queue, job.priority).add(job.id);
    }
}
