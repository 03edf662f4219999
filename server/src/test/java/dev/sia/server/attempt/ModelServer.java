package dev.sia.server.attempt;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sia.server.TestFeatures;
import dev.sia.server.attempt.ModelJob.Ended;
import dev.sia.server.attempt.ModelJob.Held;
import dev.sia.server.job.JobStatus;
import java.util.Arrays;
import java.util.Optional;

/** The server gives jobs out, looks at what came of them and at what time has run out for, and is started anew. */
final class ModelServer {
    private final ModelWorld model;

    ModelServer(ModelWorld model) {
        this.model = model;
    }

    String claim() {
        Optional<ModelJob> next = model.order.serving(model.open).stream()
                .map(model::job)
                .filter(job -> model.agentsFor(job).findAny().isPresent() && isRoom())
                .findFirst();
        int claimed = model.world.features.attemptClaims.claim(model.organization, 1);
        assertThat(claimed).as("claimed").isEqualTo(next.isPresent() ? 1 : 0);
        next.ifPresent(this::claimed);
        return "claim";
    }

    private boolean isRoom() {
        return model.jobs.values().stream().filter(ModelJob::isLive).count() < model.mostRunning;
    }

    private void claimed(ModelJob job) {
        Attempt attempt = model.latest(job);
        assertThat(attempt.status()).as("attempt of the next job").isEqualTo(AttemptStatus.OFFERED);
        int agent = model.agentOf(attempt);
        assertThat(model.agentsFor(job)).as("agents that may take it").contains(agent);
        model.leave(job);
        job.status = JobStatus.IN_PROGRESS;
        job.attempts++;
        job.tries++;
        job.holds = new Held(agent, attempt.id(), attempt.lease(), false);
    }

    /** What the workflow does when it is woken; it may be woken at any time. */
    String conclude() {
        boolean due = model.random.nextInt(4) > 0;
        model.anyJob(job -> !due || job.ended != null).ifPresent(model::conclude);
        return "conclude";
    }

    /** An offer is not answered in time, or a lease runs out. */
    String loseTime() {
        model.anyJob(ModelJob::isLive).ifPresent(job -> {
            Held held = job.held();
            model.sql.execute(
                    "update attempt set offer_expires_at = now() - interval '1 second',"
                            + " lease_expires_at = now() - interval '1 second' where id = ?",
                    held.attempt().value());
            model.world.features.attemptSweep.run();
            if (held.accepted()) {
                job.ended = Ended.LOST;
            } else {
                model.withdrawn(job);
            }
        });
        return "lose time";
    }

    /** All that the node had in memory is gone, and so are its streams. */
    String restartNode() {
        model.world = new TestFeatures(model.database);
        model.world.features.agentPresence.disconnectAllOf(TestFeatures.NODE, "the server node was restarted");
        model.world.features.jobRecovery.wakeAll();
        Arrays.fill(model.sessions, 0);
        return "restart the node";
    }
}
