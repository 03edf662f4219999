package dev.sia.server;

import dev.sia.server.attempt.AttemptTimes;
import dev.sia.server.audit.AuditRetention;
import dev.sia.server.db.Database;
import dev.sia.server.db.DatabaseSettings;
import dev.sia.server.db.Migrations;
import dev.sia.server.db.Notifications;
import dev.sia.server.db.TimeOrderedIds;
import dev.sia.server.dev.DevelopmentIssuer;
import dev.sia.server.dev.EmbeddedPostgres;
import dev.sia.server.dev.EmbeddedTemporal;
import dev.sia.server.dispatch.AgentCourier;
import dev.sia.server.dispatch.Dispatcher;
import dev.sia.server.dispatch.HeartbeatFlush;
import dev.sia.server.dispatch.Sweeper;
import dev.sia.server.error.DomainException;
import dev.sia.server.error.StartFailure;
import dev.sia.server.feed.FeedSettings;
import dev.sia.server.feed.FeedSources;
import dev.sia.server.feed.Feeds;
import dev.sia.server.feed.Watchers;
import dev.sia.server.grpc.AgentAccess;
import dev.sia.server.grpc.AgentGrpc;
import dev.sia.server.grpc.AgentStreams;
import dev.sia.server.grpc.GrpcServer;
import dev.sia.server.grpc.GrpcSettings;
import dev.sia.server.grpc.LogLimits;
import dev.sia.server.grpc.SessionTerms;
import dev.sia.server.http.HttpLimits;
import dev.sia.server.http.HttpServer;
import dev.sia.server.http.HttpSettings;
import dev.sia.server.identity.Authenticator;
import dev.sia.server.identity.BearerAuthenticator;
import dev.sia.server.identity.CredentialWatch;
import dev.sia.server.identity.TokenVerifier;
import dev.sia.server.identity.propelauth.PropelAuth;
import dev.sia.server.identity.propelauth.PropelAuthSettings;
import dev.sia.server.job.JobWorkflowStarts;
import dev.sia.server.job.WorkflowReports;
import dev.sia.server.json.RecordJson;
import dev.sia.server.key.KeyUseFlush;
import dev.sia.server.limit.RateLimits;
import dev.sia.server.live.LiveEndpoint;
import dev.sia.server.live.LiveSettings;
import dev.sia.server.log.LogUpkeep;
import dev.sia.server.management.Health;
import dev.sia.server.management.HealthCheck;
import dev.sia.server.management.ManagementServer;
import dev.sia.server.management.Metrics;
import dev.sia.server.member.MemberLearning;
import dev.sia.server.outbox.OutboxRelay;
import dev.sia.server.rest.AgentServices;
import dev.sia.server.rest.AuditServices;
import dev.sia.server.rest.HistoryServices;
import dev.sia.server.rest.JobServices;
import dev.sia.server.rest.OrganizationServices;
import dev.sia.server.rest.QueueServices;
import dev.sia.server.rest.RestApplication;
import dev.sia.server.rest.RestLimits;
import dev.sia.server.rest.RestServices;
import dev.sia.server.rest.stream.EventStreams;
import dev.sia.server.signal.CrossNodeSignals;
import dev.sia.server.signal.Signals;
import dev.sia.server.tls.ServerTls;
import java.nio.file.Path;
import java.sql.Connection;
import java.time.Clock;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;

/** One running node. Parts are made top to bottom, in start order; {@link #close} goes the other way. */
public final class Server implements AutoCloseable {
    private static final int PROBE_SECONDS = 2;
    /** Behind the signals, which may be lost on their way between nodes. */
    private static final Duration FEED_POLL = Duration.ofSeconds(5);

    private static final Duration STREAM_HEARTBEAT = Duration.ofSeconds(15);

    private static final String VERSION = Optional.ofNullable(
                    Server.class.getPackage().getImplementationVersion())
            .orElse("development");

    private final ServerConfig config;
    private final StartedParts parts;
    private final DataDirectory data;
    private final Addresses addresses;

    private Server(ServerConfig config, Clock clock, StartedParts parts) {
        this.config = config;
        this.parts = parts;
        TimeOrderedIds ids = new TimeOrderedIds(clock);
        Health health = new Health();

        data = parts.add("data directory", DataDirectory.take(config.storage().dataDirectory()));
        Optional<ServerTls> httpTls =
                config.http().tls().map(files -> parts.add("TLS of HTTP", ServerTls.start(files)));
        Optional<ServerTls> grpcTls =
                config.grpc().tls().map(files -> parts.add("TLS of gRPC", ServerTls.start(files)));
        Metrics metrics = parts.add("metrics", new Metrics());
        ManagementServer management = parts.add("management", management(health, metrics));
        // Its classes load while PostgreSQL, another process, gets ready.
        Optional<CompletableFuture<EmbeddedTemporal>> temporal =
                config.temporal().target().isPresent() ? Optional.empty() : Optional.of(embeddedTemporal());
        DatabaseSettings storage = storage();
        migrate(storage);
        Database database = parts.add("database", new Database(storage, Features.MAPPERS, metrics.poolMetrics()));
        health.add(new HealthCheck("database", () -> trouble(database)));
        Notifications notifications = parts.add("notifications", new Notifications(database, storage));
        String nodeId = data.nodeId();

        Signals signals = parts.add("signals", new CrossNodeSignals(notifications, nodeId));
        AgentStreams streams = new AgentStreams();
        AttemptTimes times = times();
        Features features = new Features(
                database, signals, clock, streams, times, config.limits().attemptTimeout());
        Authenticator authenticator =
                new MemberLearning(authenticator(clock, ids, features.apiKeyChecks), features.members);
        features.agentPresence.disconnectAllOf(nodeId, "the server node was restarted");

        Orchestration orchestration = parts.add(
                "Temporal", new Orchestration(config.temporal(), temporal.map(CompletableFuture::join), nodeId));
        health.watch(new HealthCheck("temporal", orchestration.probe()::trouble));
        OutboxRelay relay =
                new OutboxRelay(database, features.outbox, orchestration.calls(), new JobWorkflowStarts(signals));
        parts.add("workers", orchestration.workers(features, relay::retryNow)).start();
        parts.add("heartbeats", orchestration.heartbeats(features)).start();
        parts.add("outbox", relay).start();
        features.jobRecovery.wakeAll();
        parts.add("dispatcher", new Dispatcher(features.attemptClaims, signals)).start();
        parts.add("heartbeats", new HeartbeatFlush(features.agentHeartbeats)).start();
        parts.add("agent courier", new AgentCourier(features.agentNotices, signals))
                .start();
        parts.add("log upkeep", new LogUpkeep(features.logMerging, features.logRetention))
                .start();
        parts.add("API key uses", new KeyUseFlush(features.apiKeyChecks)).start();
        parts.add("sweeper", new Sweeper(features.attemptSweep, features.jobRecovery, features.queuePauses))
                .start();

        features.denials.start();
        parts.add("denials", features.denials);
        parts.add(
                        "audit retention",
                        new AuditRetention(database, clock, config.storage().auditKeep()))
                .start();
        metrics.count("sia.denials", "Callers who were refused", features.denials::noted);
        metrics.count(
                "sia.denials.of.nobody",
                "Those that concern no organization, so that no audit has them",
                features.denials::ofNobody);
        metrics.count(
                "sia.denials.dropped",
                "Those that no audit has because they named too many organizations",
                features.denials::dropped);

        RateLimits rates = new RateLimits(config.rates(), System::nanoTime);
        GrpcServer grpc = parts.add(
                "gRPC",
                grpc(features, streams, new SessionTerms(nodeId, VERSION, times, LogLimits.DEFAULT), rates, grpcTls));
        grpc.start();
        FeedSettings limits = new FeedSettings(
                FEED_POLL, config.http().liveSockets(), config.http().liveSocketsPerOrganization());
        Feeds feeds = parts.add(
                "feeds",
                new Feeds(
                        new FeedSources(features.jobs, features.attempts, features.logs, features.events),
                        new RecordJson(),
                        signals,
                        limits));
        Watchers watchers = new Watchers(limits);
        CredentialWatch credentials = parts.add("credential watch", new CredentialWatch(authenticator, clock));
        credentials.start();
        LiveEndpoint live = new LiveEndpoint(
                LiveSettings.allowing(config.http().origins()),
                credentials,
                features.liveTickets,
                feeds,
                watchers,
                features.denials,
                rates,
                clock);
        EventStreams eventStreams = new EventStreams(feeds, watchers, credentials, clock, STREAM_HEARTBEAT);
        HttpServer http = parts.add(
                "HTTP",
                http(
                        rest(
                                features,
                                eventStreams,
                                orchestration.reports(),
                                authenticator,
                                new RestLimits(config.http().maxBodyBytes(), rates)),
                        live,
                        ids,
                        httpTls));
        parts.add("live views", live);
        parts.add("event streams", eventStreams);

        addresses = new Addresses(
                (httpTls.isPresent() ? "https://" : "http://")
                        + address(config.http().listen().host(), http.port()),
                address(config.grpc().listen().host(), grpc.port()),
                grpcTls.isPresent(),
                "http://" + address(config.management().listen().host(), management.port()));
        data.publish(addresses);
        parts.add("readiness", () -> health.serving(false));
        health.serving(true);
    }

    /**
     * Starts everything and returns when the node is ready.
     *
     * @throws StartFailure with one line for the operator; whatever had started is closed again
     */
    public static Server start(ServerConfig config) {
        return start(config, Clock.systemUTC());
    }

    /**
     * The same at another time.
     *
     * @param clock what all parts of the node go by
     */
    public static Server start(ServerConfig config, Clock clock) {
        return start(config, clock, new StartedParts());
    }

    /** @param parts closed by the caller too, when the process is told to end during the start */
    static Server start(ServerConfig config, Clock clock, StartedParts parts) {
        try {
            return new Server(config, clock, parts);
        } catch (RuntimeException | Error thrown) {
            parts.close();
            throw thrown;
        }
    }

    private ManagementServer management(Health health, Metrics metrics) {
        ServerConfig.Listen listen = config.management().listen();
        return ManagementServer.start(listen.host(), listen.port(), health, metrics);
    }

    private CompletableFuture<EmbeddedTemporal> embeddedTemporal() {
        CompletableFuture<EmbeddedTemporal> starting = CompletableFuture.supplyAsync(
                EmbeddedTemporal::start,
                task -> Thread.ofPlatform().daemon().name("start-temporal").start(task));
        parts.add(
                "embedded Temporal",
                () -> starting.thenAccept(EmbeddedTemporal::close).join());
        return starting;
    }

    private DatabaseSettings storage() {
        int poolSize = config.storage().poolSize();
        Duration timeout = config.storage().timeout();
        Optional<ServerConfig.ExternalDatabase> external = config.storage().external();
        if (external.isPresent()) {
            ServerConfig.ExternalDatabase there = external.get();
            return new DatabaseSettings(
                    there.url(), there.user(), there.password().reveal(), poolSize, timeout);
        }
        EmbeddedPostgres postgres = parts.add(
                "embedded PostgreSQL",
                EmbeddedPostgres.start(
                        data.resolve("postgres"), config.storage().databasePrograms()));
        return new DatabaseSettings(postgres.url(), postgres.user(), postgres.password(), poolSize, timeout);
    }

    private static void migrate(DatabaseSettings storage) {
        try {
            Migrations.run(storage);
        } catch (DomainException unreachable) {
            throw new StartFailure("SIA_DATABASE_URL: " + unreachable.getMessage(), unreachable);
        }
    }

    private static Optional<String> trouble(Database database) throws Exception {
        try (Connection connection = database.dataSource().getConnection()) {
            return connection.isValid(PROBE_SECONDS) ? Optional.empty() : Optional.of("It does not answer.");
        }
    }

    /** Who is taken to be somebody: signed tokens, and what else the identity provider answers for. */
    private Authenticator authenticator(Clock clock, TimeOrderedIds ids, Authenticator apiKeys) {
        Optional<ServerConfig.PropelAuth> configured = config.propelAuth();
        if (configured.isPresent()) {
            ServerConfig.PropelAuth real = configured.get();
            PropelAuthSettings settings = new PropelAuthSettings(
                    real.issuer(),
                    real.verifierKey(),
                    real.jwks(),
                    real.integrationKey().map(Secret::reveal));
            PropelAuth propelAuth =
                    parts.add("PropelAuth", new PropelAuth(settings, data.memory("propelauth-keys.json"), clock));
            return new BearerAuthenticator(propelAuth.accessTokens(), apiKeys, propelAuth.endUserKeys());
        }
        Path directory = data.resolve("identity");
        DevelopmentIssuer issuer =
                parts.add("development issuer", DevelopmentIssuer.start(directory, clock, name -> ids.next()));
        return new BearerAuthenticator(
                TokenVerifier.withKey(DevelopmentIssuer.ISSUER, issuer.publicKey(), clock),
                apiKeys,
                BearerAuthenticator.NOT_TAKEN);
    }

    private AttemptTimes times() {
        ServerConfig.Limits limits = config.limits();
        return new AttemptTimes(
                limits.offerDeadline(), limits.agentHeartbeatInterval(), limits.agentGrace(), limits.stuckAfter());
    }

    private GrpcServer grpc(
            Features features, AgentStreams streams, SessionTerms terms, RateLimits rates, Optional<ServerTls> tls) {
        AgentGrpc service = new AgentGrpc(
                new AgentAccess(features.agentCredentials, features.denials, rates),
                features.agentSessions,
                features.agentHeartbeats,
                features.attemptReports,
                features.attemptLogs,
                streams,
                terms);
        ServerConfig.Grpc port = config.grpc();
        GrpcSettings settings = new GrpcSettings(
                port.listen().host(),
                port.listen().port(),
                tls,
                new GrpcSettings.ConnectionLimits(port.mostConnections(), port.mostConnectionsPerAddress()));
        return new GrpcServer(settings, service, streams, terms.logLimits());
    }

    private static RestApplication rest(
            Features features,
            EventStreams streams,
            WorkflowReports workflows,
            Authenticator authenticator,
            RestLimits limits) {
        RestServices services = new RestServices(
                authenticator,
                new OrganizationServices(
                        features.organizations, features.members, features.settings, features.liveTickets),
                new JobServices(features.jobs, features.jobChanges, features.jobRevisions, features.hints),
                workflows,
                new QueueServices(features.queues, features.queuePauses, features.queueMoves, features.scheduling),
                new HistoryServices(features.attempts, features.logs, features.events, features.timelines, streams),
                new AgentServices(features.agents, features.enrolmentTokens, features.agentRemoval),
                features.apiKeys,
                new AuditServices(features.audit, features.denials));
        return new RestApplication(services, limits);
    }

    private HttpServer http(RestApplication rest, LiveEndpoint live, TimeOrderedIds ids, Optional<ServerTls> tls) {
        ServerConfig.Listen listen = config.http().listen();
        return HttpServer.start(
                new HttpSettings(
                        listen.host(),
                        listen.port(),
                        HttpLimits.of(
                                config.http().capacity().connections(),
                                config.http().capacity().requests()),
                        config.http().allowedOrigins(),
                        config.http().trustedProxies(),
                        tls),
                rest.servlet(),
                rest.errorBodies(),
                ids::next,
                live::configure);
    }

    private static String address(String host, int port) {
        return (host.contains(":") ? "[" + host + "]" : host) + ":" + port;
    }

    /** Where clients reach this node, with the ports that were really bound. */
    public Addresses addresses() {
        return addresses;
    }

    /** Ends gracefully: no new work, then what runs is finished or handed back, then the parts below. */
    @Override
    public void close() {
        parts.close();
    }

    /** The ready line. */
    @Override
    public String toString() {
        return "http " + addresses.httpUrl() + ", gRPC " + addresses.grpcTarget()
                + (addresses.grpcTls() ? " with TLS" : "") + ", management "
                + addresses.managementUrl() + ", data " + data.path();
    }
}
