package dev.sia.server.rest.docs;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayInputStream;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import javax.xml.parsers.DocumentBuilderFactory;
import org.w3c.dom.Document;
import org.w3c.dom.Element;
import org.w3c.dom.Node;
import org.w3c.dom.NodeList;

/** A docs page, read as XML, which only well-formed pages survive. */
final class ParsedPage {
    static final List<String> NAMES = List.of("index.html", "rest.html", "agent.html", "live.html");

    private static final DocsSite SITE = new DocsSite();

    private final Document document;
    private final Map<String, Element> byId = new LinkedHashMap<>();

    private ParsedPage(Document document) {
        this.document = document;
        all("*").filter(element -> element.hasAttribute("id"))
                .forEach(element -> assertThat(byId.put(element.getAttribute("id"), element))
                        .as("the second element with the id %s", element.getAttribute("id"))
                        .isNull());
    }

    static ParsedPage of(String name) {
        try {
            return new ParsedPage(DocumentBuilderFactory.newInstance()
                    .newDocumentBuilder()
                    .parse(new ByteArrayInputStream(bytes(name))));
        } catch (Exception thrown) {
            throw new AssertionError(name + " is not well-formed", thrown);
        }
    }

    private static byte[] bytes(String name) {
        return name.equals("index.html")
                ? SITE.start().getBytes(StandardCharsets.UTF_8)
                : SITE.asset(name).orElseThrow().bytes();
    }

    Stream<Element> all(String tag) {
        return elements(document.getElementsByTagName(tag));
    }

    static Stream<Element> all(Element within, String tag) {
        return elements(within.getElementsByTagName(tag));
    }

    private static Stream<Element> elements(NodeList nodes) {
        return IntStream.range(0, nodes.getLength()).mapToObj(nodes::item).map(Element.class::cast);
    }

    Map<String, Element> byId() {
        return byId;
    }

    Element element(String id) {
        return Optional.ofNullable(byId.get(id)).orElseThrow(() -> new AssertionError("No element has the id " + id));
    }

    /** What is said of the thing with this id, as readers see it. */
    String block(String id) {
        Element element = element(id);
        return switch (element.getTagName()) {
            case "h2" -> plain(next(element).getTextContent());
            case "a" -> plain(element.getParentNode().getParentNode().getTextContent());
            default -> plain(element.getParentNode().getTextContent());
        };
    }

    private static Node next(Node node) {
        Node next = node.getNextSibling();
        return next instanceof Element ? next : next(next);
    }

    String text(String id) {
        return plain(element(id).getTextContent());
    }

    /** Whether every line of a description, cell by cell where it is a table, is in the text. */
    static void assertShown(String what, String text, String description) {
        description
                .lines()
                .filter(line -> !line.matches("[\\s|:-]*"))
                .flatMap(line -> line.strip().startsWith("|") ? Stream.of(line.split("\\|")) : Stream.of(line))
                .forEach(part -> assertThat(text).as(what).contains(plain(part)));
    }

    /** Without what marks code and lists, and with single blanks. */
    static String plain(String text) {
        return text.replaceAll("[`*]", "").replaceAll("\\s+", " ").strip();
    }
}
