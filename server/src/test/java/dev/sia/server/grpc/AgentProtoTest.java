package dev.sia.server.grpc;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.Descriptors.FieldDescriptor;
import com.google.protobuf.Message;
import dev.sia.api.agent.v1.FailureClass;
import dev.sia.api.agent.v1.LogStream;
import dev.sia.api.agent.v1.Step;
import dev.sia.api.agent.v1.StepState;
import dev.sia.server.agent.AgentId;
import dev.sia.server.agent.AgentIdentity;
import dev.sia.server.agent.EnrolledAgent;
import dev.sia.server.attempt.Attachment;
import dev.sia.server.attempt.AttemptHint;
import dev.sia.server.attempt.AttemptId;
import dev.sia.server.attempt.AttemptOffer;
import dev.sia.server.attempt.AttemptTimes;
import dev.sia.server.attempt.Lease;
import dev.sia.server.job.JobId;
import dev.sia.server.job.Review;
import dev.sia.server.job.ReviewComment;
import dev.sia.server.organization.OrganizationId;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Function;
import org.junit.jupiter.api.Test;

class AgentProtoTest {
    private static final AttemptId ATTEMPT = new AttemptId(UUID.randomUUID());
    private static final AgentIdentity AGENT =
            new AgentIdentity(new AgentId(UUID.randomUUID()), new OrganizationId(UUID.randomUUID()), "box");

    @Test
    void leavesNoFieldOfAnOfferUnset() {
        AttemptOffer offer = new AttemptOffer(
                ATTEMPT,
                new Lease("lease"),
                AGENT.id(),
                new JobId(UUID.randomUUID()),
                3,
                Duration.ofSeconds(30),
                Duration.ofHours(1),
                Duration.ofMinutes(5),
                new AttemptOffer.Work(
                        "title",
                        "prompt",
                        "url",
                        "main",
                        "work",
                        List.of(dev.sia.server.job.Step.values()),
                        new Review(List.of(new ReviewComment("a.py", 7, "No."))),
                        true));

        var mapped = AgentProto.offer(offer).getOffer();

        assertThat(unset(mapped)).isEmpty();
        assertThat(mapped.getAnswerWithin().getSeconds()).isEqualTo(30);
        assertThat(mapped.getStepTimeout().getSeconds()).isEqualTo(300);
        assertThat(unset(mapped.getJob().getReviewComments(0))).isEmpty();
        assertThat(mapped.getJob().getStepsList())
                .containsExactly(
                        Step.STEP_PREPARE, Step.STEP_GENERATE, Step.STEP_VERIFY, Step.STEP_PUBLISH, Step.STEP_CLEANUP);
    }

    @Test
    void leavesNoFieldOfASessionsTermsUnset() {
        AttemptTimes times = new AttemptTimes(
                Duration.ofSeconds(30), Duration.ofMillis(1500), Duration.ofMinutes(2), Duration.ofHours(1));
        SessionTerms terms = new SessionTerms("node", "1.0", times, LogLimits.DEFAULT);
        Attachment attachment = new Attachment(
                7,
                List.of(new Attachment.Continue(ATTEMPT, 12), new Attachment.Abandon(ATTEMPT, "gone")),
                List.of(),
                List.of(),
                List.of(),
                null);

        var mapped = AgentProto.attached(AGENT, attachment, terms).getAttached();

        assertThat(unset(mapped))
                .containsExactlyInAnyOrder(
                        // Each kind of verdict has what belongs to it.
                        "verdicts[0].reason", "verdicts[1].acked_log_seq");
        assertThat(mapped.getHeartbeatInterval().getNanos()).isEqualTo(500_000_000);
    }

    @Test
    void leavesNoFieldOfTheShortFramesUnset() {
        assertThat(unset(AgentProto.enrolled(new EnrolledAgent(AGENT, "sia_ag_x"))))
                .isEmpty();
        assertThat(unset(AgentProto.logAck(ATTEMPT, 4).getLogAck())).isEmpty();
        assertThat(unset(AgentProto.resultAck(ATTEMPT).getResultAck())).isEmpty();
        assertThat(unset(AgentProto.cancel(ATTEMPT, "why").getCancel())).isEmpty();
        assertThat(unset(AgentProto.leaseLost(ATTEMPT, "why").getLeaseLost())).isEmpty();
        assertThat(AgentProto.heartbeat().hasHeartbeat()).isTrue();
        AttemptHint hint = new AttemptHint(UUID.randomUUID(), ATTEMPT, "Try the other file", "Ada");
        assertThat(unset(AgentProto.hint(hint).getHint())).isEmpty();
        assertThat(unset(AgentProto.drain(true, "why").getDrain())).isEmpty();
        assertThat(unset(AgentProto.goAway("why", Duration.ofMillis(500), Duration.ofSeconds(3))
                        .getGoAway()))
                .isEmpty();
    }

    @Test
    void readsEveryConstantThatTheContractHas() {
        assertReadsAll(Step.values(), AgentProto::step, dev.sia.server.job.Step.class);
        assertReadsAll(StepState.values(), AgentProto::stepState, dev.sia.server.job.StepState.class);
        assertReadsAll(LogStream.values(), AgentProto::logStream, dev.sia.server.log.LogStream.class);
        var classes = readable(FailureClass.values(), AgentProto::failureClass);
        // That an agent is lost, or an attempt stuck, only the server can tell.
        assertThat(classes)
                .containsExactlyInAnyOrderElementsOf(EnumSet.complementOf(
                        EnumSet.of(dev.sia.server.job.FailureClass.AGENT_LOST, dev.sia.server.job.FailureClass.STUCK)));
    }

    private static <P extends Enum<P>, D extends Enum<D>> void assertReadsAll(
            P[] wire, Function<P, Optional<D>> mapping, Class<D> domain) {
        assertThat(readable(wire, mapping)).containsExactlyInAnyOrder(domain.getEnumConstants());
    }

    /** Everything but UNSPECIFIED and UNRECOGNIZED has to have a meaning, and each its own. */
    private static <P extends Enum<P>, D extends Enum<D>> List<D> readable(P[] wire, Function<P, Optional<D>> mapping) {
        List<D> read =
                Arrays.stream(wire).map(mapping).flatMap(Optional::stream).toList();
        assertThat(read).hasSize(wire.length - 2).doesNotHaveDuplicates();
        return read;
    }

    private static List<String> unset(Message message) {
        List<String> paths = new ArrayList<>();
        collectUnset(message, "", paths);
        return paths;
    }

    private static void collectUnset(Message message, String path, List<String> paths) {
        for (FieldDescriptor field : message.getDescriptorForType().getFields()) {
            Object value = message.getField(field);
            boolean wellKnown =
                    message.getDescriptorForType().getFile().getPackage().equals("google.protobuf");
            if (field.isRepeated()) {
                List<?> values = (List<?>) value;
                if (values.isEmpty()) {
                    paths.add(path + field.getName());
                }
                for (int i = 0; i < values.size(); i++) {
                    descend(values.get(i), path + field.getName() + "[" + i + "]", paths);
                }
            } else if (!wellKnown && !isSet(message, field)) {
                paths.add(path + field.getName());
            } else {
                descend(value, path + field.getName(), paths);
            }
        }
    }

    private static boolean isSet(Message message, FieldDescriptor field) {
        return message.getAllFields().containsKey(field);
    }

    private static void descend(Object value, String path, List<String> paths) {
        if (value instanceof Message nested) {
            collectUnset(nested, path + ".", paths);
        }
    }
}
