package dev.sia.server.attempt;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sia.server.TestFeatures;
import dev.sia.server.agent.AgentIdentity;
import dev.sia.server.attempt.ModelJob.Ended;
import dev.sia.server.attempt.ModelJob.Held;
import dev.sia.server.error.DomainException;
import dev.sia.server.error.ErrorCode;
import dev.sia.server.job.FailureClass;
import java.util.List;

/** Agents answer, report, come late, go away and come back. */
final class ModelAgents {
    private final ModelWorld model;

    ModelAgents(ModelWorld model) {
        this.model = model;
    }

    /** Perhaps once more. */
    String accept() {
        model.anyJob(ModelJob::isLive).ifPresent(job -> {
            Held held = job.held();
            model.world.features.attemptReports.accept(model.agents.get(held.agent()), held.attempt(), held.lease());
            job.holds = held.taken();
        });
        return "accept";
    }

    String reject() {
        model.anyJob(job -> job.isLive() && !job.held().accepted()).ifPresent(job -> {
            Held held = job.held();
            model.world.features.attemptReports.reject(
                    model.agents.get(held.agent()), held.attempt(), held.lease(), "busy");
            model.withdrawn(job);
        });
        return "reject";
    }

    String report() {
        Ended end = model.any(List.of(
                Ended.WELL, Ended.WELL, new Ended(false, FailureClass.TOOL), new Ended(false, FailureClass.AGENT)));
        model.anyJob(job -> job.isLive() && job.held().accepted()).ifPresent(job -> {
            for (int times = 1 + model.random.nextInt(2); times > 0; times--) {
                model.result(job.held(), end);
            }
            job.ended = end;
        });
        return "report " + end;
    }

    /** Somebody reports under a lease that is not live any longer: nothing changes, whatever is said. */
    String comeLate() {
        if (model.dead.isEmpty()) {
            return "nobody comes late";
        }
        Held held = model.any(model.dead);
        List<String> before = model.everything();
        AttemptReports reports = model.world.features.attemptReports;
        AgentIdentity agent = model.agents.get(held.agent());
        try {
            switch (model.random.nextInt(4)) {
                case 0 -> reports.accept(agent, held.attempt(), held.lease());
                case 1 -> reports.reject(agent, held.attempt(), held.lease(), "no");
                case 2 ->
                    model.world.features.attemptLogs.append(
                            agent, held.attempt(), held.lease(), AttemptFixture.lines(1, 9));
                default -> model.result(held, Ended.WELL);
            }
        } catch (DomainException refused) {
            assertThat(refused.code()).isEqualTo(ErrorCode.LEASE_LOST);
        }
        assertThat(model.everything()).isEqualTo(before);
        return "come late";
    }

    String goAway() {
        int agent = model.random.nextInt(model.agents.size());
        if (model.sessions[agent] != 0) {
            if (model.random.nextBoolean()) {
                model.world.features.agentSessions.leave(model.agents.get(agent), model.sessions[agent], "goodbye");
            } else {
                model.world.features.agentSessions.disconnect(model.agents.get(agent), model.sessions[agent], "gone");
            }
            model.sessions[agent] = 0;
        }
        return "agent " + agent + " goes away";
    }

    /** Finish and take no more: asked for by a person until that is taken back, or by the agent for its present session. */
    String drain() {
        int agent = model.random.nextInt(model.agents.size());
        AgentIdentity identity = model.agents.get(agent);
        if (model.random.nextInt(3) == 0 && model.sessions[agent] != 0) {
            model.world.features.agentSessions.drain(identity, model.sessions[agent], "going to stop");
            model.leaving.add(agent);
        } else if (model.drained.remove(agent)) {
            model.world.features.agents.resume(model.organization, identity.id(), TestFeatures.ADA);
        } else {
            model.world.features.agents.drain(model.organization, identity.id(), TestFeatures.ADA, "maintenance");
            model.drained.add(agent);
        }
        return "drain " + agent;
    }

    /** With all that it has, or with only a part of it after a crash. */
    String comeBack() {
        int agent = model.random.nextInt(model.agents.size());
        boolean crashed = model.random.nextInt(3) == 0;
        model.attach(agent, held -> !crashed || model.random.nextBoolean());
        return "agent " + agent + " comes back";
    }
}
