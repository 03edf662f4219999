package dev.sia.contracts.live;

import dev.sia.api.agent.v1.Offer;
import dev.sia.api.model.Job;
import dev.sia.api.model.JobStatus;
import dev.sia.api.model.Scope;
import dev.sia.contracts.ScriptedAgent;
import dev.sia.contracts.Tenant;
import dev.sia.contracts.TestServer;
import dev.sia.contracts.node.StoredLogs;
import dev.sia.server.identity.Role;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** A provider state: an organization of its own, a session, and something that happens while it watches. */
final class LiveScene implements AutoCloseable {
    private final Tenant tenant;
    private final Supplier<LiveSession> sessions;
    private final Map<String, String> values = new HashMap<>();
    private @Nullable LiveSession session;
    private Runnable happening = () -> {};
    private Runnable afterwards = () -> {};

    /** @param sessions opens the session when it is first needed: a server does not wait long for something to be said on it */
    LiveScene(Tenant tenant, Supplier<LiveSession> sessions) {
        this.tenant = tenant;
        this.sessions = sessions;
        values.put("organizationId", tenant.organizationId().toString());
        values.put("token", tenant.token(Role.VIEWER));
    }

    static LiveScene of(TestServer server, String state) {
        Tenant tenant = server.tenant();
        LiveScene scene =
                new LiveScene(tenant, () -> new LiveSession(server.addresses().httpUrl()));
        scene.begin(server, state);
        return scene;
    }

    private void begin(TestServer server, String state) {
        switch (state) {
            case LiveStates.SILENT -> {
                values.put("ticket", tenant.liveTicket());
                values.put("jobId", UUID.randomUUID().toString());
            }
            case LiveStates.KEY_FOR_JOBS_ONLY ->
                authenticate(tenant.owner()
                        .keys(tenant.organizationId())
                        .create("ci", Set.of(Scope.JOBS_READ), null)
                        .getKey());
            default -> {
                authenticate();
                beginWatching(server.storedLogs(), state);
            }
        }
    }

    private void beginWatching(StoredLogs storedLogs, String state) {
        switch (state) {
            case "an organization without jobs" ->
                values.put("jobId", UUID.randomUUID().toString());
            case "a queued job" -> job();
            case "a running job" -> running();
            case "a running job whose lines 1 to 3 are removed" -> {
                Running running = running();
                running.agent().log(running.offer(), 4, 6);
                storedLogs.remove(UUID.fromString(running.offer().getAttemptId()), 3);
            }
            case LiveStates.DAMAGED_LOG ->
                storedLogs.damage(UUID.fromString(running().offer().getAttemptId()));
            case "a job in review" -> inReview();
            case "an agent that enrolled and never connected" -> tenant.enrol("build-box-1");
            case "a subscription to the log of a running job" -> {
                running();
                watchLog();
            }
            case "a line 4 is written to the log" -> {
                Running running = running();
                watchLog();
                happening = () -> running.agent().log(running.offer(), 4, 4);
            }
            case "the attempt ends well" -> {
                Running running = running();
                watchLog();
                happening = () -> running.agent().succeed(running.offer(), 3);
            }
            case "a second job is queued" -> {
                job();
                watchEvents();
                happening = this::job;
            }
            default -> throw new AssertionError("Unknown provider state: " + state);
        }
    }

    private record Running(ScriptedAgent agent, Offer offer) {}

    /** Enters as a viewer. */
    void authenticate() {
        authenticate(tenant.token(Role.VIEWER));
    }

    /** Enters with a credential. */
    void authenticate(String token) {
        session().send("{\"type\":\"authenticate\",\"token\":\"" + token + "\"}");
        until("authenticated");
    }

    private Job job() {
        Job job = tenant.job();
        values.put("jobId", job.getId().toString());
        return job;
    }

    /** An accepted attempt that has written three lines. */
    private Running running() {
        ScriptedAgent agent = tenant.agent();
        job();
        Offer offer = agent.accept();
        agent.log(offer, 1, 3);
        return new Running(agent, offer);
    }

    private void inReview() {
        Running running = running();
        running.agent().succeed(running.offer(), 3);
        tenant.awaitStatus(UUID.fromString(values.get("jobId")), JobStatus.IN_REVIEW);
    }

    private void watchLog() {
        subscribe("\"topic\": \"job-log\", \"jobId\": \"" + values.get("jobId") + "\"");
        until("caught-up");
    }

    /** Watches all events of the organization from now on. */
    void watchEvents() {
        subscribe("\"topic\": \"organization\"");
        until("caught-up");
    }

    private void subscribe(String members) {
        session()
                .send("{\"type\": \"subscribe\", \"subscriptionId\": \"1\", \"organizationId\": \""
                        + values.get("organizationId") + "\", " + members + "}");
    }

    /** Takes frames up to one of this type. */
    void until(String type) {
        String frame;
        do {
            frame = session().next();
            boolean over = frame.contains("\"type\":\"error\"") && !type.equals("error");
            if (over || LiveClose.in(frame).isPresent()) {
                throw new AssertionError("Instead of " + type + ": " + frame);
            }
        } while (!frame.contains("\"type\":\"" + type + "\""));
    }

    LiveSession session() {
        LiveSession open = session;
        if (open == null) {
            open = sessions.get();
            session = open;
        }
        return open;
    }

    /** What the pact's messages take from this state. */
    Map<String, String> values() {
        return values;
    }

    /** What is to happen while somebody watches. */
    void happening(Runnable later) {
        happening = later;
    }

    /** Lets happen what somebody watches. */
    void happen() {
        happening.run();
    }

    /** What is to be done when it is over. */
    void afterwards(Runnable last) {
        afterwards = last;
    }

    @Override
    public void close() {
        if (session != null) {
            session.close();
        }
        afterwards.run();
        tenant.close();
    }
}
