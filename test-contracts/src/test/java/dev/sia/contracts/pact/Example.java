package dev.sia.contracts.pact;

import au.com.dius.pact.core.model.ContentType;
import au.com.dius.pact.core.model.OptionalBody;
import au.com.dius.pact.core.model.generators.Category;
import au.com.dius.pact.core.model.generators.Generators;
import au.com.dius.pact.core.model.generators.ProviderStateGenerator;
import au.com.dius.pact.core.model.matchingrules.EqualsMatcher;
import au.com.dius.pact.core.model.matchingrules.MatchingRule;
import au.com.dius.pact.core.model.matchingrules.MatchingRules;
import au.com.dius.pact.core.model.matchingrules.MatchingRulesImpl;
import au.com.dius.pact.core.model.matchingrules.MinTypeMatcher;
import au.com.dius.pact.core.model.matchingrules.NumberTypeMatcher;
import au.com.dius.pact.core.model.matchingrules.RegexMatcher;
import au.com.dius.pact.core.model.matchingrules.TypeMatcher;
import au.com.dius.pact.core.model.v4.MessageContents;
import au.com.dius.pact.core.support.expressions.DataType;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Pattern;

/**
 * An example of JSON and the rules for the real thing. Unless told otherwise a string may be any string, but an id must be an
 * id and a time a time; a number any integer; a list has at least one element like the first one. Booleans and empty lists
 * are meant literally.
 */
public final class Example {
    /** A UUID as all surfaces write it. */
    public static final String UUID = "[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}";

    /** RFC 3339 in UTC. */
    public static final String INSTANT = "\\d{4}-\\d\\d-\\d\\dT\\d\\d:\\d\\d:\\d\\d(\\.\\d{1,9})?Z";

    private static final Pattern IS_UUID = Pattern.compile(UUID);
    private static final Pattern IS_INSTANT = Pattern.compile(INSTANT);

    private final String text;
    private final Map<String, MatchingRule> rules = new TreeMap<>();
    private final Generators generators = new Generators(new HashMap<>());

    private Example(String text) {
        this.text = text;
    }

    /** An example in JSON. */
    public static Example json(String text) {
        Example example = new Example(text);
        try {
            example.derive("$", new JsonMapper().readTree(text));
        } catch (JsonProcessingException e) {
            throw new IllegalArgumentException("No JSON: " + text, e);
        }
        return example;
    }

    private void derive(String path, JsonNode node) {
        switch (node.getNodeType()) {
            case OBJECT -> node.properties().forEach(member -> derive(path + "." + member.getKey(), member.getValue()));
            case ARRAY -> {
                if (!node.isEmpty()) {
                    rules.put(path, new MinTypeMatcher(1));
                    derive(path + "[*]", node.get(0));
                }
            }
            case STRING -> rules.put(path, ruleFor(node.asText()));
            case NUMBER -> rules.put(path, new NumberTypeMatcher(NumberTypeMatcher.NumberType.INTEGER));
            case BOOLEAN, NULL, MISSING, BINARY, POJO -> {
                // Literally.
            }
        }
    }

    private static MatchingRule ruleFor(String value) {
        if (IS_UUID.matcher(value).matches()) {
            return new RegexMatcher(UUID);
        }
        return IS_INSTANT.matcher(value).matches() ? new RegexMatcher(INSTANT) : TypeMatcher.INSTANCE;
    }

    /** What is at these paths, and below them, is meant literally. */
    public Example exactly(String... paths) {
        for (String path : paths) {
            boolean known = rules.keySet()
                    .removeIf(rule -> rule.equals(path) || rule.startsWith(path + ".") || rule.startsWith(path + "["));
            if (!known) {
                throw new IllegalArgumentException("Nothing to be literal about at " + path);
            }
            if (path.contains("[*]")) {
                // The rule of a list would be that of its elements, too.
                rules.put(path, EqualsMatcher.INSTANCE);
            }
        }
        return this;
    }

    /** Everything is meant literally. */
    public Example exactlyAll() {
        rules.clear();
        return this;
    }

    /** The string at this path matches a pattern. */
    public Example matching(String path, String regex) {
        rules.put(path, new RegexMatcher(regex));
        return this;
    }

    /** The provider is sent the value that its state has under this name instead of the one at the path. */
    public Example fromState(String path, String name) {
        generators.addGenerator(Category.BODY, path, new ProviderStateGenerator("${" + name + "}", DataType.STRING));
        return this;
    }

    /** The example as a body. */
    public OptionalBody body() {
        return OptionalBody.body(text.getBytes(StandardCharsets.UTF_8), ContentType.fromString("application/json"));
    }

    /** The rules, under the category of bodies. */
    public MatchingRules rules() {
        MatchingRules result = new MatchingRulesImpl();
        rules.forEach((path, rule) -> result.addCategory("body").addRule(path, rule));
        return result;
    }

    /** What the provider's state replaces. */
    public Generators generators() {
        return generators;
    }

    /** A message with this content, for people and verifiers labelled with its kind. */
    public MessageContents message(String kind) {
        return new MessageContents(
                body(), new HashMap<>(Map.of("contentType", "application/json", "kind", kind)), rules(), generators);
    }
}
