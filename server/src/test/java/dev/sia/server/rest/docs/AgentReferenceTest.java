package dev.sia.server.rest.docs;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.Descriptors.EnumDescriptor;
import com.google.protobuf.Descriptors.FieldDescriptor;
import com.google.protobuf.Descriptors.FileDescriptor;
import dev.sia.api.agent.v1.EnrolRequest;
import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Deque;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.w3c.dom.Element;
import org.w3c.dom.Node;

/** Everything that agent.proto declares is on the page of the agent protocol, with its comment, and nothing else is. */
class AgentReferenceTest {
    private static final ParsedPage PAGE = ParsedPage.of("agent.html");
    private static final String PROTO =
            new String(ClassPathFiles.read("/contracts/proto/sia/agent/v1/agent.proto"), StandardCharsets.UTF_8);
    private static final Map<String, Declaration> DECLARED = new Reader().read(PROTO);

    /** Name as in the page's addresses, comment, and what has to stand beside the name, empty for nothing. */
    private record Declaration(String id, String comment, String fact) {}

    /** Reads the text of the file line by line, which is another way than the page's. */
    private static final class Reader {
        private static final Pattern BLOCK = Pattern.compile("(service|message|enum|oneof) (\\w+) \\{(})?");
        private static final Pattern RPC =
                Pattern.compile("(rpc (\\w+)\\((?:stream )?\\w+\\) returns \\((?:stream )?\\w+\\));");
        private static final Pattern FIELD = Pattern.compile("((?:optional |repeated )?[\\w.]+) (\\w+) (= \\d+);");
        private static final Pattern VALUE = Pattern.compile("(\\w+) (= \\d+);");

        private final Map<String, Declaration> found = new LinkedHashMap<>();
        private final List<String> comment = new ArrayList<>();
        private final Deque<String> scopes = new ArrayDeque<>();

        Map<String, Declaration> read(String proto) {
            proto.lines().map(String::strip).forEach(this::line);
            assertThat(scopes).isEmpty();
            return found;
        }

        private void line(String line) {
            Matcher block = BLOCK.matcher(line);
            Matcher rpc = RPC.matcher(line);
            Matcher field = FIELD.matcher(line);
            Matcher value = VALUE.matcher(line);
            if (line.startsWith("//")) {
                comment.add(line.substring(2));
            } else if (block.matches()) {
                add(block.group(2), "");
                if (block.group(3) == null) {
                    // Fields of a oneof are fields of its message.
                    scopes.push(block.group(1).equals("oneof") ? scopes.element() : block.group(2));
                }
            } else if (rpc.matches()) {
                add(rpc.group(2), rpc.group(1));
            } else if (field.matches()) {
                add(field.group(2), field.group(1) + " " + field.group(3));
            } else if (value.matches()) {
                add(value.group(1), value.group(2));
            } else {
                comment.clear();
                if (line.equals("}")) {
                    scopes.pop();
                }
            }
        }

        private void add(String name, String fact) {
            String id = scopes.isEmpty() ? name : scopes.element() + "." + name;
            found.put(id, new Declaration(id, String.join("\n", comment), fact));
            comment.clear();
        }
    }

    @Test
    void everythingDeclaredIsThereWithItsComment() {
        assertThat(DECLARED.values()).allSatisfy(declaration -> {
            String block = PAGE.block(declaration.id());
            assertThat(PAGE.text(declaration.id()))
                    .contains(declaration.id().substring(declaration.id().indexOf('.') + 1));
            if (PAGE.element(declaration.id()).getTagName().equals("dt")
                    && !declaration.fact().isEmpty()) {
                assertThat(PAGE.text(declaration.id())).endsWith(" " + declaration.fact());
            } else {
                assertThat(block).contains(declaration.fact());
            }
            ParsedPage.assertShown(declaration.id(), block, declaration.comment());
        });
    }

    @Test
    void everyFieldSaysWhichOneofItBelongsTo() {
        file().getMessageTypes().stream()
                .flatMap(message -> message.getRealOneofs().stream())
                .forEach(oneof -> {
                    String id = oneof.getContainingType().getName() + "." + oneof.getName();
                    assertThat(PAGE.text(id)).startsWith("oneof " + oneof.getName());
                    assertThat(ids(
                                    "dt",
                                    PAGE.element(id)
                                            .getParentNode()
                                            .getChildNodes()
                                            .item(3)))
                            .as(id)
                            .containsExactlyElementsOf(oneof.getFields().stream()
                                    .map(field -> oneof.getContainingType().getName() + "." + field.getName())
                                    .toList());
                });
    }

    private static List<String> ids(String tag, Node within) {
        return ParsedPage.all((Element) within, tag)
                .map(element -> element.getAttribute("id"))
                .toList();
    }

    @Test
    void nothingElseIsThere() {
        Set<String> shown = PAGE.byId().entrySet().stream()
                .filter(entry -> Set.of("dt", "h3").contains(entry.getValue().getTagName()))
                .map(Map.Entry::getKey)
                .collect(Collectors.toCollection(TreeSet::new));
        shown.add("AgentService");

        assertThat(shown).isEqualTo(new TreeSet<>(DECLARED.keySet()));
    }

    /** Guards the reader above: what it found is what protoc found. */
    @Test
    void theFileHasBeenReadWhole() {
        Set<String> compiled = new TreeSet<>();
        file().getServices().forEach(service -> {
            compiled.add(service.getName());
            service.getMethods().forEach(method -> compiled.add(service.getName() + "." + method.getName()));
        });
        file().getMessageTypes().forEach(message -> {
            compiled.add(message.getName());
            message.getFields().stream().map(AgentReferenceTest::id).forEach(compiled::add);
            message.getRealOneofs().forEach(oneof -> compiled.add(message.getName() + "." + oneof.getName()));
        });
        file().getEnumTypes().stream().map(AgentReferenceTest::ids).forEach(compiled::addAll);

        assertThat(compiled).hasSizeGreaterThan(150).isEqualTo(new TreeSet<>(DECLARED.keySet()));
    }

    private static FileDescriptor file() {
        return EnrolRequest.getDescriptor().getFile();
    }

    private static String id(FieldDescriptor field) {
        return field.getContainingType().getName() + "." + field.getName();
    }

    private static Collection<String> ids(EnumDescriptor type) {
        Set<String> ids = new TreeSet<>(Set.of(type.getName()));
        type.getValues().forEach(value -> ids.add(type.getName() + "." + value.getName()));
        return ids;
    }

    @Test
    void theProtocolAsAWholeIsDescribed() {
        String header = PROTO.substring(0, PROTO.indexOf("package ")).replaceAll("(?m)^(syntax.*|//)", "");

        ParsedPage.assertShown("overview", PAGE.text("overview"), header);
    }
}
