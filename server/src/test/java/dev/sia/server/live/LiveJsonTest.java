package dev.sia.server.live;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.datatype.jsr310.JavaTimeModule;
import dev.sia.api.live.EventFrame;
import dev.sia.api.live.LogBatch;
import dev.sia.api.model.EventType;
import dev.sia.api.model.ProblemCode;
import dev.sia.server.error.ErrorCode;
import dev.sia.server.event.Actor;
import dev.sia.server.event.ActorKind;
import dev.sia.server.event.Event;
import dev.sia.server.feed.Piece;
import dev.sia.server.job.Step;
import dev.sia.server.json.EventJson;
import dev.sia.server.json.LogLineJson;
import dev.sia.server.json.RecordJson;
import dev.sia.server.log.LogLine;
import dev.sia.server.log.LogStream;
import dev.sia.server.organization.OrganizationId;
import java.beans.IntrospectionException;
import java.beans.Introspector;
import java.beans.PropertyDescriptor;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class LiveJsonTest {
    private static final Instant AT = Instant.parse("2026-11-23T09:30:01.204Z");
    private static final UUID ID = UUID.fromString("0198f0c4-7d1e-7a52-9c3b-5d8f6e1a2b3c");

    private static Event full(dev.sia.server.event.EventType type) {
        return new Event(
                new OrganizationId(ID),
                7,
                type,
                AT,
                new Actor(ActorKind.USER, "ada", "Ada"),
                ID,
                ID,
                2,
                "backlog",
                "in_progress",
                "running",
                "online",
                "requested",
                "generate",
                "started",
                "because");
    }

    /** Names of the bean properties that are null, also in nested beans of the contract. */
    private static List<String> unset(Object bean) throws ReflectiveOperationException, IntrospectionException {
        List<String> names = new ArrayList<>();
        for (PropertyDescriptor property :
                Introspector.getBeanInfo(bean.getClass(), Object.class).getPropertyDescriptors()) {
            Object value = property.getReadMethod().invoke(bean);
            if (value == null) {
                names.add(property.getName());
            } else if (value.getClass().getName().startsWith("dev.sia.api.model.") && !(value instanceof Enum<?>)) {
                names.addAll(unset(value));
            }
        }
        return names;
    }

    @ParameterizedTest
    @EnumSource
    void everyMemberOfAnEventIsMapped(dev.sia.server.event.EventType type) throws Exception {
        dev.sia.api.model.Event wire = EventJson.of(full(type));
        assertThat(unset(wire)).isEmpty();
        assertThat(wire.getType().value().replace('.', '_')).isEqualToIgnoringCase(type.name());
        assertThat(wire.getType()).isNotEqualTo(EventType.UNRECOGNIZED);
    }

    @Test
    void everyMemberOfALogLineIsMapped() throws Exception {
        for (LogStream stream : LogStream.values()) {
            for (Step step : Step.values()) {
                assertThat(unset(LogLineJson.of(new LogLine(1, AT, stream, step, true, true, 3, "text"))))
                        .isEmpty();
            }
        }
    }

    @Test
    void ordinaryLineIsNotBurdenedWithWhatIsSpecial() throws Exception {
        assertThat(unset(LogLineJson.of(LogLine.of(1, AT, LogStream.STDOUT, Step.VERIFY, "text"))))
                .containsExactlyInAnyOrder("continued", "repaired", "dropped");
    }

    @ParameterizedTest
    @EnumSource
    void everyRefusalHasItsCodeInTheContract(ErrorCode code) {
        assertThat(LiveJson.problemCode(code).value()).isEqualTo(code.wire());
        assertThat(LiveJson.problemCode(code)).isNotEqualTo(ProblemCode.UNRECOGNIZED);
    }

    @Test
    void framesHaveTheirTypeFirstTimesAsTextAndNoNulls() throws Exception {
        Event event = new Event(
                new OrganizationId(ID),
                7,
                dev.sia.server.event.EventType.JOB_QUEUED,
                AT,
                Actor.SYSTEM,
                null,
                null,
                null,
                null,
                null,
                null,
                null,
                null,
                null,
                null,
                null);
        String text =
                new String(new FrameJson().write(new EventFrame("log", EventJson.of(event))), StandardCharsets.UTF_8);
        assertThat(text).startsWith("{\"type\":\"event\"");
        JsonNode expected =
                JsonMapper.builder().addModule(new JavaTimeModule()).build().readTree("""
                        {"type":"event","subscriptionId":"log","event":{
                          "organizationId":"0198f0c4-7d1e-7a52-9c3b-5d8f6e1a2b3c","number":7,"type":"job.queued",
                          "at":"2026-11-23T09:30:01.204Z","actor":{"kind":"system"}}}
                        """);
        assertThat(new JsonMapper().readTree(text)).isEqualTo(expected);
    }

    @Test
    void sharedRecordsMakeTheFramesOfTheContract() throws Exception {
        FrameJson json = new FrameJson();
        RecordJson records = new RecordJson();
        LogLine first = new LogLine(1, AT, LogStream.STDOUT, Step.VERIFY, true, true, 3, "\u001b[1m\"ü\" 🙂");
        LogLine second = LogLine.of(2, AT, LogStream.SYSTEM, Step.VERIFY, "]}");
        String id = "\"quoted\" []{}";
        FrameShell batch = json.around(new LogBatch(id, 7, List.of()), "[]");
        assertThat(new String(
                        FrameBytes.of(
                                batch, List.of(new Piece(1, records.line(first)), new Piece(2, records.line(second)))),
                        StandardCharsets.UTF_8))
                .isEqualTo(new String(
                        json.write(new LogBatch(id, 7, List.of(LogLineJson.of(first), LogLineJson.of(second)))),
                        StandardCharsets.UTF_8));
        Event event = full(dev.sia.server.event.EventType.JOB_QUEUED);
        FrameShell shell = json.around(new EventFrame(id, new dev.sia.api.model.Event()), "{}");
        assertThat(FrameBytes.of(shell, List.of(new Piece(1, records.event(event)))))
                .isEqualTo(json.write(new EventFrame(id, EventJson.of(event))));
    }
}
