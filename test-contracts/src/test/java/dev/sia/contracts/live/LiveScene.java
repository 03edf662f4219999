package dev.sia.contracts.live;

import dev.sia.api.agent.v1.Offer;
import dev.sia.api.model.Job;
import dev.sia.api.model.JobStatus;
import dev.sia.contracts.ScriptedAgent;
import dev.sia.contracts.Tenant;
import dev.sia.contracts.node.StoredLogs;
import dev.sia.server.identity.Role;
import java.util.HashMap;
import java.util.Map;
import java.util.UUID;

/** A provider state: an organization of its own, a session, and something that happens while it watches. */
final class LiveScene implements AutoCloseable {
    private final Tenant tenant;
    private final LiveSession session;
    private final Map<String, String> values = new HashMap<>();
    private Runnable happening = () -> {};

    private LiveScene(Tenant tenant, String httpUrl) {
        this.tenant = tenant;
        this.session = new LiveSession(httpUrl);
        values.put("organizationId", tenant.organizationId().toString());
        values.put("token", tenant.token(Role.VIEWER));
        values.put("ticket", tenant.liveTicket());
    }

    static LiveScene of(Tenant tenant, String httpUrl, StoredLogs storedLogs, String state) {
        LiveScene scene = new LiveScene(tenant, httpUrl);
        if (!state.equals("a session that has not said anything")) {
            scene.authenticate();
        }
        switch (state) {
            case "a session that has not said anything" -> {}
            case "an organization without jobs" ->
                scene.values.put("jobId", UUID.randomUUID().toString());
            case "a queued job" -> scene.job();
            case "a running job" -> scene.running();
            case "a running job whose lines 1 to 3 are removed" -> {
                Running running = scene.running();
                running.agent().log(running.offer(), 4, 6);
                storedLogs.remove(UUID.fromString(running.offer().getAttemptId()), 3);
            }
            case "a job in review" -> scene.inReview();
            case "an agent that enrolled and never connected" -> tenant.enrol("build-box-1");
            case "a subscription to the log of a running job" -> {
                scene.running();
                scene.watchLog();
            }
            case "a line 4 is written to the log" -> {
                Running running = scene.running();
                scene.watchLog();
                scene.happening = () -> running.agent().log(running.offer(), 4, 4);
            }
            case "the attempt ends well" -> {
                Running running = scene.running();
                scene.watchLog();
                scene.happening = () -> running.agent().succeed(running.offer(), 3);
            }
            case "a second job is queued" -> {
                scene.job();
                scene.subscribe("\"topic\": \"organization\"");
                scene.until("caught-up");
                scene.happening = scene::job;
            }
            default -> throw new AssertionError("Unknown provider state: " + state);
        }
        return scene;
    }

    private record Running(ScriptedAgent agent, Offer offer) {}

    private void authenticate() {
        session.send("{\"type\":\"authenticate\",\"token\":\"" + values.get("token") + "\"}");
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

    private void subscribe(String members) {
        session.send("{\"type\": \"subscribe\", \"subscriptionId\": \"1\", \"organizationId\": \""
                + values.get("organizationId") + "\", " + members + "}");
    }

    private void until(String type) {
        String frame;
        do {
            frame = session.next();
            if (frame.startsWith("closed") || frame.contains("\"type\":\"error\"")) {
                throw new AssertionError("Instead of " + type + ": " + frame);
            }
        } while (!frame.contains("\"type\":\"" + type + "\""));
    }

    LiveSession session() {
        return session;
    }

    /** What the pact's messages take from this state. */
    Map<String, String> values() {
        return values;
    }

    /** Lets happen what somebody watches. */
    void happen() {
        happening.run();
    }

    @Override
    public void close() {
        session.close();
        tenant.close();
    }
}
