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
import dev.sia.server.identity.Role;
import dev.sia.server.identity.TokenVerifier;
import dev.sia.server.job.WorkflowReport;
import dev.sia.server.json.RecordJson;
import dev.sia.server.organization.OrganizationId;
import dev.sia.server.rest.stream.EventStreams;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.UUID;

/** REST as production serves it, on a free port, with real tokens; driven without any client of our own. */
final class TestRest implements AutoCloseable {
    static final ObjectMapper JSON = new ObjectMapper();
    /** Polls are far away, so that a test that passes owes it to the signals. */
    private static final FeedSettings LIMITS = new FeedSettings(Duration.ofMinutes(10), 3, 2);

    final TestFeatures fixture;
    final DevelopmentIssuer issuer;
    final RestApplication application;
    final Feeds feeds;
    final Watchers watchers;
    final EventStreams streams;
    final HttpServer server;
    final OrganizationId organization = new OrganizationId(UUID.randomUUID());
    final OrganizationId foreign = new OrganizationId(UUID.randomUUID());
    final String owner;
    final String viewer;
    final String outsider;
    /** What Temporal says about every workflow. */
    volatile WorkflowReport workflow = new WorkflowReport.Unknown();

    private final HttpClient client = HttpClient.newHttpClient();

    TestRest(Database database, Path directory) {
        fixture = new TestFeatures(database);
        fixture.features.denials.start();
        Clock clock = Clock.systemUTC();
        TimeOrderedIds ids = new TimeOrderedIds(clock);
        issuer = DevelopmentIssuer.start(directory, clock, name -> ids.next());
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
        streams = new EventStreams(feeds, watchers, clock, Duration.ofMillis(500));
        application = new RestApplication(services(fixture.features, clock));
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

    private RestServices services(Features features, Clock clock) {
        return new RestServices(
                TokenVerifier.withKey(DevelopmentIssuer.ISSUER, issuer.publicKey(), clock),
                new OrganizationServices(features.organizations, features.settings),
                new JobServices(features.jobs, features.jobChanges, features.jobRevisions, features.hints),
                job -> workflow,
                new QueueServices(features.queues, features.queuePauses, features.queueMoves, features.scheduling),
                new HistoryServices(features.attempts, features.logs, features.events, features.timelines, streams),
                features.agents,
                features.agentRemoval,
                new AuditServices(features.audit, features.denials));
    }

    String token(String user, OrganizationId organization, Role role) {
        DevelopmentUser.Place place = new DevelopmentUser.Place(organization, "Organization " + organization, role);
        return issuer.issue(new DevelopmentUser(user, user + "@example.com", List.of(place)), Duration.ofHours(1));
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
        server.close();
        fixture.features.denials.close();
        feeds.close();
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
