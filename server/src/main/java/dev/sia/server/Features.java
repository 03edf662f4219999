package dev.sia.server;

import dev.sia.server.agent.AgentCredentials;
import dev.sia.server.agent.AgentMapper;
import dev.sia.server.agent.AgentPresence;
import dev.sia.server.agent.AgentService;
import dev.sia.server.agent.CredentialMapper;
import dev.sia.server.agent.EnrolmentTokens;
import dev.sia.server.agent.PresenceMapper;
import dev.sia.server.attempt.AgentGateway;
import dev.sia.server.attempt.AgentHeartbeats;
import dev.sia.server.attempt.AgentNotices;
import dev.sia.server.attempt.AgentRemoval;
import dev.sia.server.attempt.AgentSessions;
import dev.sia.server.attempt.AttemptClaims;
import dev.sia.server.attempt.AttemptEnding;
import dev.sia.server.attempt.AttemptLogs;
import dev.sia.server.attempt.AttemptMapper;
import dev.sia.server.attempt.AttemptOffers;
import dev.sia.server.attempt.AttemptProgress;
import dev.sia.server.attempt.AttemptReads;
import dev.sia.server.attempt.AttemptRecovery;
import dev.sia.server.attempt.AttemptReports;
import dev.sia.server.attempt.AttemptSweep;
import dev.sia.server.attempt.AttemptTimes;
import dev.sia.server.attempt.ClaimMapper;
import dev.sia.server.attempt.HintMapper;
import dev.sia.server.attempt.Hints;
import dev.sia.server.audit.AuditMapper;
import dev.sia.server.audit.AuditTrail;
import dev.sia.server.audit.Denials;
import dev.sia.server.db.Database;
import dev.sia.server.db.TimeOrderedIds;
import dev.sia.server.event.EventMapper;
import dev.sia.server.event.EventService;
import dev.sia.server.job.JobChanges;
import dev.sia.server.job.JobIntake;
import dev.sia.server.job.JobMapper;
import dev.sia.server.job.JobProgress;
import dev.sia.server.job.JobRecovery;
import dev.sia.server.job.JobRevisionMapper;
import dev.sia.server.job.JobRevisions;
import dev.sia.server.job.JobService;
import dev.sia.server.key.ApiKeyChecks;
import dev.sia.server.key.ApiKeyMapper;
import dev.sia.server.key.ApiKeyService;
import dev.sia.server.log.LogMapper;
import dev.sia.server.log.LogMerging;
import dev.sia.server.log.LogRetention;
import dev.sia.server.log.LogRetentionMapper;
import dev.sia.server.log.LogStore;
import dev.sia.server.member.MemberMapper;
import dev.sia.server.member.MemberService;
import dev.sia.server.organization.OrganizationMapper;
import dev.sia.server.organization.OrganizationService;
import dev.sia.server.outbox.Outbox;
import dev.sia.server.outbox.OutboxMapper;
import dev.sia.server.queue.MoveMapper;
import dev.sia.server.queue.QueueMapper;
import dev.sia.server.queue.QueueMoves;
import dev.sia.server.queue.QueuePauses;
import dev.sia.server.queue.QueueService;
import dev.sia.server.scheduling.SchedulingMapper;
import dev.sia.server.scheduling.SchedulingService;
import dev.sia.server.settings.SettingsMapper;
import dev.sia.server.settings.SettingsService;
import dev.sia.server.signal.Signals;
import dev.sia.server.ticket.LiveTicketMapper;
import dev.sia.server.ticket.LiveTickets;
import dev.sia.server.timeline.TimelineMapper;
import dev.sia.server.timeline.TimelineService;
import java.time.Clock;
import java.time.Duration;
import java.util.List;

/** The features of the server, wired to each other: what lies between the edges and the database. Starts nothing. */
public final class Features {
    /** Every mapper of the server. */
    public static final List<Class<?>> MAPPERS = List.of(
            OrganizationMapper.class,
            MemberMapper.class,
            QueueMapper.class,
            MoveMapper.class,
            SettingsMapper.class,
            SchedulingMapper.class,
            EventMapper.class,
            OutboxMapper.class,
            JobMapper.class,
            JobRevisionMapper.class,
            AgentMapper.class,
            CredentialMapper.class,
            PresenceMapper.class,
            AttemptMapper.class,
            ClaimMapper.class,
            HintMapper.class,
            LogMapper.class,
            LogRetentionMapper.class,
            TimelineMapper.class,
            LiveTicketMapper.class,
            ApiKeyMapper.class,
            AuditMapper.class);

    public final OrganizationService organizations;
    public final MemberService members;
    public final EventService events;
    public final TimelineService timelines;
    public final QueueService queues;
    public final Outbox outbox;
    public final QueuePauses queuePauses;
    public final QueueMoves queueMoves;
    public final SettingsService settings;
    public final LiveTickets liveTickets;
    public final SchedulingService scheduling;
    public final JobService jobs;
    public final JobChanges jobChanges;
    public final JobRevisions jobRevisions;
    public final JobRecovery jobRecovery;
    public final AgentService agents;
    public final AgentCredentials agentCredentials;
    public final EnrolmentTokens enrolmentTokens;
    public final AgentPresence agentPresence;
    public final LogMerging logMerging;
    public final LogRetention logRetention;
    public final LogStore logs;
    public final AttemptReads attempts;
    public final Hints hints;
    public final AttemptClaims attemptClaims;
    public final AttemptReports attemptReports;
    public final AttemptLogs attemptLogs;
    public final AttemptProgress attemptProgress;
    public final AttemptRecovery attemptRecovery;
    public final AttemptSweep attemptSweep;
    public final AgentSessions agentSessions;
    public final AgentHeartbeats agentHeartbeats;
    public final AgentNotices agentNotices;
    public final AgentRemoval agentRemoval;
    public final ApiKeyService apiKeys;
    public final ApiKeyChecks apiKeyChecks;
    public final AuditTrail audit;
    public final Denials denials;

    /** @param defaultAttemptTimeout for jobs that do not say how long an attempt may run */
    public Features(
            Database database,
            Signals signals,
            Clock clock,
            AgentGateway gateway,
            AttemptTimes times,
            Duration defaultAttemptTimeout) {
        TimeOrderedIds ids = new TimeOrderedIds(clock);
        outbox = new Outbox();
        queues = new QueueService(database);
        organizations = new OrganizationService(database, queues::create);
        members = new MemberService(database, organizations, clock);
        events = new EventService(database, ids, signals);
        audit = new AuditTrail(database, ids);
        denials = new Denials(database, ids, clock);
        timelines = new TimelineService(database, events);
        queuePauses = new QueuePauses(database, events, signals, clock);
        queueMoves = new QueueMoves(database, events);
        settings = new SettingsService(database, events, signals);
        liveTickets = new LiveTickets(database, audit, clock);
        JobIntake intake = new JobIntake(queues, events, outbox, defaultAttemptTimeout);
        jobs = new JobService(database, ids, intake, events, outbox, clock);
        jobRevisions = new JobRevisions(database);
        jobChanges = new JobChanges(database, queues, jobRevisions, events, outbox, signals);
        scheduling = new SchedulingService(database, jobs, queues, clock);
        jobRecovery = new JobRecovery(database, outbox);
        JobProgress jobProgress = new JobProgress(queues, outbox, signals, clock);
        agents = new AgentService(database, events, signals);
        agentCredentials = new AgentCredentials(database, ids, events, clock);
        enrolmentTokens = new EnrolmentTokens(database, ids, events, clock);
        agentPresence = new AgentPresence(database, events);
        logMerging = new LogMerging(database);
        logRetention = new LogRetention(database);
        logs = new LogStore(database, logMerging);
        attempts = new AttemptReads(database);
        hints = new Hints(database, ids, jobProgress, events, outbox);
        AttemptEnding ending = new AttemptEnding(queues, jobProgress, logs, events, outbox, signals, clock);
        AttemptOffers offers = new AttemptOffers(jobs, jobRevisions, clock);
        attemptClaims = new AttemptClaims(database, ids, jobProgress, offers, gateway, events, times);
        attemptReports = new AttemptReports(database, jobProgress, ending, events, times);
        attemptLogs = new AttemptLogs(database, logs, signals);
        attemptProgress = new AttemptProgress(database, jobProgress, ending, offers, gateway, times);
        attemptRecovery = new AttemptRecovery(database, events, outbox);
        attemptSweep = new AttemptSweep(database, agentPresence, ending, gateway, attemptRecovery, times);
        agentSessions = new AgentSessions(database, agentPresence, attemptReports, ending, offers, signals, times);
        agentHeartbeats = new AgentHeartbeats(agentSessions, gateway);
        agentNotices = new AgentNotices(agents, gateway);
        agentRemoval = new AgentRemoval(database, agents, ending, gateway);
        apiKeys = new ApiKeyService(database, ids, events, signals, clock);
        apiKeyChecks = new ApiKeyChecks(database, signals, clock);
    }
}
