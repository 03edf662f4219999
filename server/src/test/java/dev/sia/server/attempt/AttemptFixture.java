package dev.sia.server.attempt;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.sia.server.Features;
import dev.sia.server.TestFeatures;
import dev.sia.server.TestSql;
import dev.sia.server.agent.AgentIdentity;
import dev.sia.server.agent.SessionStart;
import dev.sia.server.db.Database;
import dev.sia.server.error.DomainException;
import dev.sia.server.error.ErrorCode;
import dev.sia.server.event.Event;
import dev.sia.server.event.EventFilter;
import dev.sia.server.job.CreateJob;
import dev.sia.server.job.Job;
import dev.sia.server.job.JobLimits;
import dev.sia.server.job.JobPriority;
import dev.sia.server.job.JobStatus;
import dev.sia.server.job.Repository;
import dev.sia.server.job.Step;
import dev.sia.server.log.LogBatch;
import dev.sia.server.log.LogLine;
import dev.sia.server.log.LogStream;
import dev.sia.server.organization.OrganizationId;
import java.time.Instant;
import java.util.List;
import java.util.stream.LongStream;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;

/** One organization on the real features, in which the test plays agents, dispatcher and workflow by hand. */
final class AttemptFixture {
    static final Instant AT = Instant.parse("2026-01-02T03:04:05.678901Z");

    final TestFeatures world;
    final Features features;
    final TestSql sql;
    final OrganizationId organization;

    AttemptFixture(Database database) {
        world = new TestFeatures(database);
        features = world.features;
        sql = new TestSql(database);
        organization = world.organization();
    }

    AgentIdentity agent(int capacity, String... labels) {
        AgentIdentity agent = world.enrol(organization, "agent");
        attach(agent, capacity, List.of(labels));
        return agent;
    }

    Attachment attach(AgentIdentity agent, int capacity, List<String> labels, HeldAttempt... held) {
        return features.agentSessions.attach(
                agent, new SessionStart("test", labels, capacity, TestFeatures.NODE), List.of(held));
    }

    Job job(String prompt) {
        return world.createJob(organization, prompt);
    }

    Job job(String prompt, JobPriority priority, String... labels) {
        return job(prompt, priority, JobLimits.DEFAULT, labels);
    }

    Job job(String prompt, JobPriority priority, JobLimits limits, String... labels) {
        CreateJob wish = new CreateJob(
                null, prompt, new Repository("/srv/app", "main"), List.of(), List.of(labels), priority, limits);
        return world.createJob(organization, wish);
    }

    /** Gives out the next job, which must be this one. */
    Attempt claim(Job job) {
        assertThat(features.attemptClaims.claim(organization, 1)).isEqualTo(1);
        Attempt attempt = latest(job);
        assertThat(attempt.status()).isEqualTo(AttemptStatus.OFFERED);
        return attempt;
    }

    boolean claimNext() {
        return claimUpTo(1) == 1;
    }

    /** Gives out so many of the next jobs in one transaction; returns how many agents could take. */
    int claimUpTo(int most) {
        return features.attemptClaims.claim(organization, most);
    }

    /** Gives out the job, which must be the next one, and has its agent accept it. */
    Attempt run(Job job, AgentIdentity agent) {
        Attempt attempt = claim(job);
        features.attemptReports.accept(agent, attempt.id(), attempt.lease());
        return latest(job);
    }

    /** What the workflow does whenever it looks. */
    AttemptProgress.Next advance(Job job) {
        return features.attemptProgress.advance(job.id());
    }

    Attempt latest(Job job) {
        return features.attempts.latest(organization, job.id()).orElseThrow();
    }

    Job now(Job job) {
        return features.jobs.find(organization, job.id());
    }

    JobStatus status(Job job) {
        return now(job).status();
    }

    List<Event> events() {
        return features.events.after(organization, EventFilter.ALL, 0, 10_000).events();
    }

    List<LogLine> log(Attempt attempt) {
        return features.logs.after(organization, attempt.id().value(), 0, 10_000, Integer.MAX_VALUE);
    }

    void expireOffer(Attempt attempt) {
        sql.execute(
                "update attempt set offer_expires_at = now() - interval '1 second' where id = ?",
                attempt.id().value());
    }

    void expireLease(Attempt attempt) {
        sql.execute(
                "update attempt set lease_expires_at = now() - interval '1 second' where id = ?",
                attempt.id().value());
    }

    /** Lets the moment pass for which an agent that declined is left alone; leaves out agents that are locked. */
    void forgetDeclined() {
        sql.execute("""
                update agent set rests_until = now()
                where id in (select id from agent where organization_id = ? for no key update skip locked)
                """, organization.value());
    }

    /** Agents that are left alone for a moment are so for an hour; returns how many. */
    int lengthenRests() {
        return sql.execute(
                "update agent set rests_until = rests_until + interval '1 hour' where organization_id = ? and rests_until > now()",
                organization.value());
    }

    /** Makes it look as if the attempt had been taken a while ago. */
    void acceptedEarlier(Attempt attempt, int seconds) {
        sql.execute(
                "update attempt set accepted_at = accepted_at - ? * interval '1 second' where id = ?",
                seconds,
                attempt.id().value());
    }

    /** Makes it look as if jobs that wait for another attempt had waited for longer; leaves out attempts that are locked. */
    void waitedLonger(int seconds) {
        sql.execute("""
                update attempt set accepted_at = accepted_at - ? * interval '1 second'
                where id in (
                    select t.id from attempt t join job j on j.id = t.job_id
                    where j.status = 'queued' and j.organization_id = ? for no key update of t skip locked)
                """, seconds, organization.value());
    }

    /** Everything that a refused report could have changed. */
    List<String> everything(Attempt attempt) {
        return sql.column(
                String.class,
                """
                select t::text from attempt t where t.id = ?
                union all select s::text from attempt_step s where s.attempt_id = ?
                union all select l::text from log_chunk l where l.attempt_id = ?
                union all select j::text from job j where j.id = ?
                union all select o::text from outbox o where o.job_id = ?
                union all select g::text from organization g where g.id = ?
                """,
                attempt.id().value(),
                attempt.id().value(),
                attempt.id().value(),
                attempt.jobId().value(),
                attempt.jobId().value(),
                organization.value());
    }

    static LogBatch lines(long from, long to) {
        return LogBatch.of(LongStream.rangeClosed(from, to)
                .mapToObj(number -> LogLine.of(number, AT, LogStream.STDOUT, Step.GENERATE, "line " + number))
                .toList());
    }

    static ErrorCode refusal(ThrowingCallable call) {
        DomainException refused = catchThrowableOfType(DomainException.class, call);
        assertThat(refused).as("refusal").isNotNull();
        return refused.code();
    }
}
