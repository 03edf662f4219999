package dev.sia.cli.fleet;

import dev.sia.api.model.Actor;
import dev.sia.api.model.Agent;
import dev.sia.api.model.AgentDrain;
import dev.sia.api.model.AgentStatus;
import dev.sia.cli.output.Details;
import dev.sia.cli.output.Output;
import dev.sia.cli.output.Terminal.Paint;
import dev.sia.cli.output.Times;
import org.jspecify.annotations.Nullable;

/** Agents as people read them. */
final class AgentText {
    private AgentText() {}

    static @Nullable Paint paint(AgentStatus status) {
        return switch (status) {
            case ONLINE -> Paint.GOOD;
            case DRAINING -> Paint.ACTIVE;
            case OFFLINE -> Paint.DIM;
            case UNRECOGNIZED -> null;
        };
    }

    /** Its status, and whether it is waited for. */
    static String status(Agent agent) {
        boolean away = agent.getStatus() != AgentStatus.OFFLINE && !agent.getConnected();
        return agent.getStatus() + (away ? " (away)" : "");
    }

    /** All about one agent. */
    static void show(Agent agent, Output output) {
        output.result(agent, details(agent, output.times()));
    }

    private static Details details(Agent agent, Times times) {
        return new Details()
                .add("agent", agent.getId())
                .add("name", agent.getName())
                .add(
                        "status",
                        agent.getStatus() + " (" + agent.getStatusReason() + ", "
                                + times.when(agent.getStatusChangedAt()) + ")",
                        paint(agent.getStatus()))
                .add("connected", connected(agent))
                .add("drained", drained(agent.getDraining(), times))
                .add("running", agent.getRunningCount() + " of " + agent.getCapacity())
                .add(
                        "failures",
                        agent.getConsecutiveFailures() == 0 ? null : agent.getConsecutiveFailures() + " in a row")
                .add("labels", agent.getLabels().isEmpty() ? null : String.join(", ", agent.getLabels()))
                .add("version", agent.getVersion())
                .add("enrolled", times.when(agent.getEnrolledAt()))
                .add("credential", credential(agent, times))
                .add("last seen", agent.getLastSeenAt() == null ? null : times.when(agent.getLastSeenAt()));
    }

    private static @Nullable String credential(Agent agent, Times times) {
        if (agent.getCredentialRevokedAt() != null) {
            return "revoked, " + times.when(agent.getCredentialRevokedAt());
        }
        return agent.getCredentialIssuedAt() == null ? null : "made " + times.when(agent.getCredentialIssuedAt());
    }

    private static String connected(Agent agent) {
        if (agent.getConnected()) {
            return "yes";
        }
        return agent.getStatus() == AgentStatus.OFFLINE ? "no" : "no, it is waited for";
    }

    private static @Nullable String drained(@Nullable AgentDrain drain, Times times) {
        if (drain == null) {
            return null;
        }
        String what =
                drain.getAt() == null ? "by itself" : "by " + name(drain.getBy()) + ", " + times.when(drain.getAt());
        return drain.getReason() == null ? what : what + ": " + drain.getReason();
    }

    static String name(Actor actor) {
        if (actor.getName() != null) {
            return actor.getName();
        }
        return actor.getId() == null ? actor.getKind().toString() : actor.getId();
    }
}
