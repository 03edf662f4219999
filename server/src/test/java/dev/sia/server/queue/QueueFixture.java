package dev.sia.server.queue;

import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.sia.server.Features;
import dev.sia.server.TestFeatures;
import dev.sia.server.TestSql;
import dev.sia.server.db.Database;
import dev.sia.server.db.ExpectedVersion;
import dev.sia.server.error.DomainException;
import dev.sia.server.event.Event;
import dev.sia.server.event.EventFilter;
import dev.sia.server.job.CreateJob;
import dev.sia.server.job.Job;
import dev.sia.server.job.JobPriority;
import dev.sia.server.job.Repository;
import dev.sia.server.organization.OrganizationId;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.UUID;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;

/** One organization with waiting jobs. */
final class QueueFixture {
    static final ExpectedVersion ANY = new ExpectedVersion.Any();

    final TestFeatures world;
    final Features features;
    final TestSql sql;
    final OrganizationId organization;

    QueueFixture(Database database) {
        world = new TestFeatures(database);
        features = world.features;
        sql = new TestSql(database);
        organization = world.organization();
    }

    UUID job(String prompt) {
        return job(prompt, JobPriority.NORMAL);
    }

    UUID job(String prompt, JobPriority priority, String... labels) {
        CreateJob base = TestFeatures.wish(prompt);
        Job job = world.createJob(organization, with(base, priority, List.of(labels)));
        return job.id().value();
    }

    private static CreateJob with(CreateJob base, JobPriority priority, List<String> labels) {
        return new CreateJob(
                base.title(),
                base.prompt(),
                new Repository(base.repository().url(), base.repository().baseBranch()),
                base.steps(),
                labels,
                priority,
                base.limits());
    }

    long move(UUID job, MoveTarget target) {
        return move(job, target, ANY);
    }

    long move(UUID job, MoveTarget target, ExpectedVersion expected) {
        return features.queueMoves.move(
                organization, QueueName.BACKLOG, TestFeatures.ADA, new MoveJob(job, target), expected);
    }

    static ExpectedVersion version(long version) {
        return new ExpectedVersion.OneOf(Set.of(version));
    }

    QueueOverview backlog() {
        return features.queues.overview(organization, QueueName.BACKLOG);
    }

    /** Titles in the order in which the jobs would be given out. */
    List<String> order() {
        return features.queues.queued(organization, QueueName.BACKLOG, null, 1_000).stream()
                .map(QueuedJob::title)
                .toList();
    }

    List<Event> events() {
        return features.events.after(organization, EventFilter.ALL, 0, 100_000).events();
    }

    static <E extends DomainException> E refused(Class<E> type, ThrowingCallable call) {
        return Objects.requireNonNull(catchThrowableOfType(type, call), "refusal");
    }
}
