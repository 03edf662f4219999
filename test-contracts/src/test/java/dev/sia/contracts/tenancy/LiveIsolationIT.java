package dev.sia.contracts.tenancy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.DynamicTest.dynamicTest;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.sia.contracts.TestServer;
import dev.sia.contracts.live.LiveSession;
import dev.sia.server.identity.Role;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeSet;
import java.util.UUID;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.extension.RegisterExtension;

/** Every subscription of the live contract, with every id that it takes. */
class LiveIsolationIT {
    @RegisterExtension
    static final TestServer server = new TestServer();

    /** One row for each topic: the ids that a subscription to it takes. */
    private static final Map<String, Set<String>> TOPICS = Map.of(
            "job-log", Set.of("organizationId", "jobId"),
            "job", Set.of("organizationId", "jobId"),
            "queue", Set.of("organizationId"),
            "agents", Set.of("organizationId"),
            "organization", Set.of("organizationId"));

    /** Ids that name nothing on the server: the client makes them. */
    private static final Set<String> OF_THE_CLIENT = Set.of("subscriptionId");

    private static final JsonMapper JSON = new JsonMapper();

    private static @Nullable Neighbour ours;
    private static @Nullable Neighbour theirs;

    @BeforeAll
    static void fill() {
        ours = new Neighbour(server);
        theirs = new Neighbour(server);
    }

    @AfterAll
    static void leave() {
        ours().close();
        theirs().close();
    }

    private static Neighbour ours() {
        return Objects.requireNonNull(ours);
    }

    private static Neighbour theirs() {
        return Objects.requireNonNull(theirs);
    }

    private static final Contract CONTRACT = Contract.of("asyncapi", "sia-live.yaml");

    @Test
    void everyTopicHasARow() {
        Set<String> topics = new TreeSet<>();
        CONTRACT.root().at("/components/schemas/Topic/enum").forEach(topic -> topics.add(topic.asText()));
        assertThat(topics)
                .as("topics: add new ones to LiveIsolationIT.TOPICS")
                .isEqualTo(new TreeSet<>(TOPICS.keySet()));
    }

    @Test
    void onlySubscribingTakesIds() {
        Set<String> taken = new TreeSet<>();
        for (JsonNode reference : CONTRACT.root().at("/operations/receiveFromClient/messages")) {
            JsonNode message =
                    CONTRACT.resolve(CONTRACT.resolve(reference).node()).node();
            CONTRACT.resolve(message.get("payload")).eachProperty((name, schema) -> {
                if (Contract.isId(name, schema) && !OF_THE_CLIENT.contains(name)) {
                    taken.add(message.get("name").asText() + " " + name);
                }
            });
        }
        Set<String> tested = new TreeSet<>();
        TOPICS.values().forEach(ids -> ids.forEach(id -> tested.add("subscribe " + id)));
        assertThat(taken)
                .as(
                        "ids in frames of clients: put new ones of subscribe into LiveIsolationIT.TOPICS, test other frames here")
                .isEqualTo(tested);
    }

    @TestFactory
    Stream<DynamicTest> anotherOrganizationsIdsAreLikeUnknownOnes() {
        return TOPICS.entrySet().stream()
                .flatMap(topic -> topic.getValue().stream()
                        .map(id -> dynamicTest(topic.getKey() + " " + id, () -> compare(topic.getKey(), id))));
    }

    private static void compare(String topic, String id) {
        Unchanged unchanged = Unchanged.from(server, theirs());
        List<String> unknown = answer(topic, id, UUID.randomUUID().toString(), theirs());
        for (UUID foreign : theirs().ids(id)) {
            assertThat(answer(topic, id, foreign.toString(), theirs())).isEqualTo(unknown);
        }
        unchanged.check();
        assertThat(answer(topic, id, ours().ids(id).getFirst().toString(), ours()))
                .as("its own id is not an unknown one")
                .isNotEqualTo(unknown);
    }

    /** The first answer to a subscription, and whether the session goes on. */
    private static List<String> answer(String topic, String id, String it, Neighbour jobOf) {
        try (LiveSession session = new LiveSession(server.addresses().httpUrl())) {
            session.send(
                    "{\"type\":\"authenticate\",\"token\":\"" + ours().tenant().token(Role.OWNER) + "\"}");
            assertThat(session.next()).contains("\"authenticated\"");
            ObjectNode frame = JSON.createObjectNode()
                    .put("type", "subscribe")
                    .put("subscriptionId", "it")
                    .put("topic", topic)
                    .put("organizationId", ours().organizationId().toString());
            if (Objects.requireNonNull(TOPICS.get(topic)).contains("jobId")) {
                frame.put("jobId", jobOf.running().toString());
            }
            session.send(frame.put(id, it).toString());
            String first = session.next();
            session.send("{\"type\":\"unsubscribe\",\"subscriptionId\":\"another\"}");
            String after = first.contains("\"error\"") ? session.next() : "";
            return List.of(first.replace(it, "<id>"), after);
        }
    }
}
