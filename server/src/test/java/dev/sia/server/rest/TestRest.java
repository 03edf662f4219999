package dev.sia.server.rest;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.sia.server.Features;
import dev.sia.server.TestFeatures;
import dev.sia.server.db.Database;
import dev.sia.server.db.TimeOrderedIds;
import dev.sia.server.dev.DevelopmentIssuer;
import dev.sia.server.dev.DevelopmentUser;
import dev.sia.server.feed.FeedSettings;
import dev.sia.server.feed.FeedSources;
import dev.sia.server.feed.Feeds;
import dev.sia.server.feed.Watchers;
import dev.sia.server.http.HttpServer;
import dev.sia.server.http.HttpSettings;
import dev.sia.server.identity.BearerAuthenticator;
import dev.sia.server.identity.CredentialWatch;
import dev.sia.server.identity.Membership;
import dev.sia.server.identity.Principal;
import dev.sia.server.identity.Role;
import dev.sia.server.identity.Scope;
import dev.sia.server.identity.TokenVerifier;
import dev.sia.server.job.WorkflowReport;
import dev.sia.server.json.RecordJson;
import dev.sia.server.key.NewApiKey;
import dev.sia.server.limit.Rate;
import dev.sia.server.limit.RateLimits;
import dev.sia.server.member.MemberLearning;
import dev.sia.server.organization.OrganizationId;
import dev.sia.server.rest.stream.EventStreams;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;

/** REST as production serves it, on a free port, with real tokens; driven without any client of our own. */
final class TestRest implements AutoCloseable {
    static final ObjectMapper JSON = new ObjectMapper();
    /** Polls are far away, so that a test that passes owes it to the signals. */
    private static final FeedSettings LIMITS = new FeedSettings(Duration.ofMinutes(10), 3, 2);

    static final Rate ANY = new Rate(1_000_000, Duration.ofSeconds(1));

    final TestFeatures fixture;
    final DevelopmentIssuer issuer;
    final RestApplication application;
    final Feeds feeds;
    final Watchers watchers;
    final RevocableTokens authenticator;
    final CredentialWatch credentials;
    final EventStreams streams;
    final HttpServer server;
    final OrganizationId organization = new OrganizationId(UUID.randomUUID());
    final OrganizationId foreign = new OrganizationId(UUID.randomUUID());
    final String owner;
    final String viewer;
    final String outsider;
    /** What Temporal says about every workflow. */
    volatile WorkflowReport workflow = new WorkflowReport.Unknown();

    private static String key = "";

    private final HttpClient client = HttpClient.newHttpClient();

    TestRest(Database database, Path directory) {
        this(database, directory, new RateLimits.Rates(ANY, ANY, ANY));
    }

    TestRest(Database database, Path directory, RateLimits.Rates rates) {
        fixture = new TestFeatures(database);
        fixture.features.denials.start();
        Clock clock = Clock.systemUTC();
        TimeOrderedIds ids = new TimeOrderedIds(clock);
        issuer = issuer(directory, clock, ids);
        feeds = new Feeds(
                new FeedSources(
                        fixture.features.jobs,
                        fixture.features.attempts,
                        fixture.features.logs,
                        fixture.features.events),
                new RecordJson(),
                fixture.signals,
                LIMITS);
        watchers = new Watchers(LIMITS);
        authenticator = new RevocableTokens(new BearerAuthenticator(
                TokenVerifier.withKey(DevelopmentIssuer.ISSUER, issuer.publicKey(), clock),
                fixture.features.apiKeyChecks,
                BearerAuthenticator.NOT_TAKEN));
        credentials = new CredentialWatch(authenticator, clock, Duration.ofMillis(50));
        credentials.start();
        streams = new EventStreams(feeds, watchers, credentials, clock, Duration.ofMillis(500));
        application = new RestApplication(
                services(fixture.features), new RestLimits(1 << 20, new RateLimits(rates, System::nanoTime)));
        server = HttpServer.start(
                HttpSettings.of("127.0.0.1", 0),
                application.servlet(),
                application.errorBodies(),
                ids::next,
                (container, extensions) -> {});
        owner = token("ada", organization, Role.OWNER);
        viewer = token("vic", organization, Role.VIEWER);
        outsider = token("eve", foreign, Role.OWNER);
    }

    /** An issuer with the one key of this JVM: to make one takes longer than most tests. */
    private static synchronized DevelopmentIssuer issuer(Path directory, Clock clock, TimeOrderedIds ids) {
        Path file = directory.resolve("key.pem");
        try {
            if (!key.isEmpty()) {
                Files.writeString(file, key);
            }
            DevelopmentIssuer issuer = DevelopmentIssuer.start(directory, clock, name -> ids.next());
            key = Files.readString(file);
            return issuer;
        } catch (IOException thrown) {
            throw new UncheckedIOException(thrown);
        }
    }

    private RestServices services(Features features) {
        return new RestServices(
                new MemberLearning(authenticator, features.members),
                new OrganizationServices(
                        features.organizations, features.members, features.settings, features.liveTickets),
                new JobServices(features.jobs, features.jobChanges, features.jobRevisions, features.hints),
                job -> workflow,
                new QueueServices(features.queues, features.queuePauses, features.queueMoves, features.scheduling),
                new HistoryServices(features.attempts, features.logs, features.events, features.timelines, streams),
                new AgentServices(features.agents, features.enrolmentTokens, features.agentRemoval),
                features.apiKeys,
                new AuditServices(features.audit, features.denials));
    }

    String token(String user, OrganizationId organization, Role role) {
        DevelopmentUser.Place place = new DevelopmentUser.Place(organization, "Organization " + organization, role);
        return issuer.issue(new DevelopmentUser(user, user + "@example.com", List.of(place)), Duration.ofHours(1));
    }

    /** A new API key of the owner's organization. */
    String key(Set<Scope> scopes) {
        fixture.features.organizations.learn(organization, "Organization " + organization);
        Membership membership = new Membership(Role.OWNER, "Organization " + organization);
        return fixture.features
                .apiKeys
                .create(
                        organization,
                        Principal.user("ada", "ada@example.com", Map.of(organization, membership), Principal.NEVER),
                        TestFeatures.ADA,
                        new NewApiKey("test " + scopes, scopes, null))
                .key();
    }

    URI uri(String path) {
        return URI.create("http://127.0.0.1:" + server.port() + path);
    }

    /** A path below the owner's organization. */
    String at(String path) {
        return "/v1/organizations/" + organization + path;
    }

    Answer get(String path) {
        return send(request(path, owner).GET());
    }

    Answer get(String path, String token) {
        return send(request(path, token).GET());
    }

    Answer post(String path, String body) {
        return post(path, body, owner);
    }

    Answer post(String path, String body, String token) {
        return send(request(path, token)
                .header("Content-Type", "application/json")
                .POST(HttpRequest.BodyPublishers.ofString(body)));
    }

    Answer patch(String path, String body, String ifMatch) {
        return send(request(path, owner)
                .header("Content-Type", "application/json")
                .header("If-Match", ifMatch)
                .method("PATCH", HttpRequest.BodyPublishers.ofString(body)));
    }

    HttpRequest.Builder request(String path, String token) {
        return HttpRequest.newBuilder(uri(path)).header("Authorization", "Bearer " + token);
    }

    Answer send(HttpRequest.Builder request) {
        try {
            return new Answer(client.send(request.build(), HttpResponse.BodyHandlers.ofString()));
        } catch (IOException thrown) {
            throw new UncheckedIOException(thrown);
        } catch (InterruptedException stop) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(stop);
        }
    }

    @Override
    public void close() {
        client.close();
        streams.close();
        credentials.close();
        server.close();
        feeds.close();
        fixture.features.denials.close();
        issuer.close();
    }

    /** What came back. */
    record Answer(HttpResponse<String> response) {
        int status() {
            return response.statusCode();
        }

        String header(String name) {
            return response.headers().firstValue(name).orElse("");
        }

        String text() {
            return response.body();
        }

        JsonNode json() {
            try {
                return JSON.readTree(response.body());
            } catch (JsonProcessingException thrown) {
                throw new AssertionError("No JSON: " + response.body(), thrown);
            }
        }
    }
}
