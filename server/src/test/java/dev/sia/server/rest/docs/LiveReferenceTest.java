package dev.sia.server.rest.docs;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.w3c.dom.Element;
import org.yaml.snakeyaml.Yaml;

/** Everything in the AsyncAPI document, shared schemas included, is on the page of the live protocol, and nothing else is. */
class LiveReferenceTest {
    private static final ParsedPage PAGE = ParsedPage.of("live.html");
    private static final String FILE = "asyncapi/sia-live.yaml";
    private static final JsonNode DOCUMENT = read(FILE);

    private final Set<String> expected = new TreeSet<>();
    private final Set<String> schemas = new LinkedHashSet<>();

    private static JsonNode read(String file) {
        Object loaded = new Yaml().load(new String(ClassPathFiles.read("/contracts/" + file), StandardCharsets.UTF_8));
        return new JsonMapper().valueToTree(loaded);
    }

    @Test
    void theProtocolAsAWholeIsDescribed() {
        String description = DOCUMENT.at("/info/description").asText();

        ParsedPage.assertShown("overview", PAGE.text("overview"), description);
        assertThat(PAGE.all("td").map(Element::getTextContent))
                .contains("1001", "1011", "1013", "4400", "4401", "4403", "4409");
    }

    @Test
    void everyChannelOperationAndMessageIsThereAndNothingElse() {
        servers();
        DOCUMENT.path("channels").properties().forEach(channel -> {
            expected.add(channel.getKey());
            assertShown(channel.getKey(), channel.getValue(), "address", "title", "description");
            assertNames(channel.getKey(), channel.getValue().path("messages"));
        });
        DOCUMENT.path("operations").properties().forEach(operation -> {
            expected.add(operation.getKey());
            assertShown(operation.getKey(), operation.getValue(), "title", "action", "summary", "description");
            assertNames(operation.getKey(), operation.getValue().path("messages"));
        });
        DOCUMENT.at("/components/messages")
                .properties()
                .forEach(message -> message(message.getKey(), message.getValue()));

        assertThat(schemas).contains("Subscribe", "LogLine", "EventType", "ProblemCode");
        assertThat(shown()).isEqualTo(expected);
    }

    private void servers() {
        DOCUMENT.path("servers").properties().forEach(server -> {
            expected.add("server." + server.getKey());
            assertShown("server." + server.getKey(), server.getValue(), "protocol", "host", "description");
        });
        DOCUMENT.at("/components/securitySchemes").properties().forEach(scheme -> {
            expected.add("security." + scheme.getKey());
            assertShown("security." + scheme.getKey(), scheme.getValue(), "type", "description");
        });
    }

    private static Set<String> shown() {
        return PAGE.byId().entrySet().stream()
                .filter(entry ->
                        Set.of("h3", "dt", "li", "a").contains(entry.getValue().getTagName()))
                .map(Map.Entry::getKey)
                .collect(Collectors.toCollection(TreeSet::new));
    }

    private static void assertShown(String id, JsonNode node, String... members) {
        for (String member : members) {
            ParsedPage.assertShown(id, PAGE.block(id), node.path(member).asText());
        }
    }

    /** Channels and operations link to each of their messages. */
    private static void assertNames(String id, JsonNode messages) {
        assertThat(messages).isNotEmpty();
        Element section = (Element) PAGE.element(id).getParentNode();
        for (JsonNode message : messages) {
            String reference = message.path("$ref").asText();
            assertThat(links(section)).contains("#" + reference.substring(reference.lastIndexOf('/') + 1));
        }
    }

    private static List<String> links(Element within) {
        return ParsedPage.all(within, "a")
                .map(link -> link.getAttribute("href"))
                .toList();
    }

    private void message(String key, JsonNode message) {
        expected.add(key);
        assertThat(PAGE.text(key)).startsWith(message.path("name").asText());
        assertShown(key, message, "summary");
        schema(message.path("payload"), FILE);

        List<JsonNode> examples = new ArrayList<>();
        ParsedPage.all((Element) PAGE.element(key).getParentNode(), "pre")
                .forEach(example -> examples.add(json(example)));
        assertThat(examples)
                .as(key)
                .isNotEmpty()
                .containsExactlyElementsOf(message.path("examples").findValues("payload"));
    }

    private static JsonNode json(Element example) {
        try {
            return new JsonMapper().readTree(example.getTextContent());
        } catch (IOException thrown) {
            throw new AssertionError(thrown);
        }
    }

    /** Follows a schema to all that it consists of; returns its title, empty for one that has none. */
    private String schema(JsonNode schema, String file) {
        if (schema.has("$ref")) {
            String[] reference = schema.path("$ref").asText().split("#");
            String target = reference[0].isEmpty() ? file : "schemas/" + reference[0].replaceAll(".*/", "");
            return schema(read(target).at(reference[1]), target);
        }
        String title = schema.path("title").asText();
        if (!title.isEmpty() && schemas.add(title)) {
            expected.add(title);
            assertShown(title, schema, "description");
            schema.path("enum").forEach(value -> {
                expected.add(title + "." + value.asText());
                assertThat(PAGE.text(title + "." + value.asText())).isEqualTo(value.asText());
            });
            Set<String> required = new TreeSet<>();
            schema.path("required").forEach(name -> required.add(name.asText()));
            schema.path("properties")
                    .properties()
                    .forEach(member -> member(
                            title + "." + member.getKey(),
                            member.getValue(),
                            required.contains(member.getKey()),
                            file));
        }
        return title;
    }

    private void member(String id, JsonNode member, boolean required, String file) {
        expected.add(id);
        String type = schema(member, file);
        String items = member.has("items") ? schema(member.path("items"), file) : "";
        assertThat(PAGE.text(id))
                .contains(required ? "required" : "optional")
                .doesNotContain(required ? "optional" : "required");
        if (!type.isEmpty() || !items.isEmpty()) {
            assertThat(links((Element) PAGE.element(id))).as(id).contains("#" + (type.isEmpty() ? items : type));
        }
        if (type.isEmpty()) {
            assertThat(PAGE.text(id))
                    .contains(
                            member.has("const")
                                    ? member.path("const").asText()
                                    : member.path("type").asText());
            assertShown(
                    id,
                    member,
                    "format",
                    "minimum",
                    "maximum",
                    "minLength",
                    "maxLength",
                    "minItems",
                    "maxItems",
                    "pattern",
                    "default",
                    "description");
        }
    }
}
