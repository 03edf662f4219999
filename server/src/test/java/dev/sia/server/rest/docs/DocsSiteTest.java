package dev.sia.server.rest.docs;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.FieldSource;
import org.w3c.dom.Element;
import org.yaml.snakeyaml.Yaml;

/** Pages that hang together, need nothing from elsewhere, and keep to their own content security policy. */
class DocsSiteTest {
    private static final DocsSite SITE = new DocsSite();
    private static final PublishedContracts CONTRACTS = new PublishedContracts();

    static final List<String> PAGES = ParsedPage.NAMES;

    @ParameterizedTest
    @FieldSource("PAGES")
    void everyLinkLeadsSomewhere(String name) {
        ParsedPage page = ParsedPage.of(name);
        List<String> links =
                page.all("a").map(link -> link.getAttribute("href")).distinct().toList();

        assertThat(links)
                .contains("/docs", "/docs/rest.html", "/docs/agent.html", "/docs/live.html", "/docs#contracts")
                .allSatisfy(link -> assertThat(exists(name, link)).as(link).isTrue());
    }

    private static boolean exists(String from, String link) {
        if (link.startsWith("/v1/contracts/")) {
            return CONTRACTS.find(link.substring("/v1/contracts/".length())).isPresent();
        }
        String[] parts = link.split("#", 2);
        String page = parts[0].isEmpty()
                ? from
                : parts[0].equals("/docs") ? "index.html" : parts[0].replaceFirst("^/docs/", "");
        if (parts.length == 2 && page.equals("rest.html") && parts[1].startsWith("/")) {
            return operations().contains(parts[1]);
        }
        return PAGES.contains(page)
                && (parts.length < 2 || ParsedPage.of(page).byId().containsKey(parts[1]));
    }

    /** Operations as Swagger UI addresses them. */
    private static Set<String> operations() {
        Object document =
                new Yaml().load(new String(ClassPathFiles.read("/contracts/openapi/sia.yaml"), StandardCharsets.UTF_8));
        JsonNode paths = new JsonMapper().valueToTree(document).path("paths");
        Set<String> operations = new TreeSet<>();
        paths.forEach(path -> path.forEach(operation -> operations.add("/"
                + operation.path("tags").path(0).asText() + "/"
                + operation.path("operationId").asText())));
        return operations;
    }

    @ParameterizedTest
    @FieldSource("PAGES")
    void loadsOnlyWhatIsServedBesideIt(String name) {
        List<String> loaded = ParsedPage.of(name)
                .all("*")
                .filter(element -> !element.getTagName().equals("a"))
                .flatMap(element -> List.of("src", "href").stream().map(element::getAttribute))
                .filter(address -> !address.isEmpty())
                .toList();

        assertThat(loaded)
                .contains("/docs/docs.css")
                .allMatch(address ->
                        SITE.asset(address.replaceFirst("^/docs/", "")).isPresent());
    }

    @ParameterizedTest
    @FieldSource("PAGES")
    void hasNothingThatTheContentSecurityPolicyForbids(String name) {
        ParsedPage page = ParsedPage.of(name);

        assertThat(page.all("style")).isEmpty();
        assertThat(page.all("script"))
                .allMatch(script -> script.getTextContent().isEmpty());
        assertThat(page.all("*").flatMap(DocsSiteTest::attributes))
                .noneMatch(attribute -> attribute.matches("style|on.*"));
        assertThat(DocsSite.CONTENT_SECURITY_POLICY)
                .contains("default-src 'none'")
                .doesNotContain("unsafe");
    }

    private static Stream<String> attributes(Element element) {
        return IntStream.range(0, element.getAttributes().getLength())
                .mapToObj(index -> element.getAttributes().item(index).getNodeName());
    }

    @ParameterizedTest
    @FieldSource("PAGES")
    void headingsGoDownOneLevelAtATime(String name) {
        int level = 0;
        List<Element> headings = ParsedPage.of(name)
                .all("*")
                .filter(element -> element.getTagName().matches("h[1-6]"))
                .toList();
        for (Element heading : headings) {
            int next = heading.getTagName().charAt(1) - '0';
            assertThat(next).as(heading.getTextContent()).isBetween(1, level + 1);
            level = next;
        }
        // Swagger UI brings the one of the REST reference.
        assertThat(headings.stream().filter(heading -> heading.getTagName().equals("h1")))
                .hasSize(name.equals("rest.html") ? 0 : 1);
    }

    @Test
    void onlyTheRestReferenceNeedsScripts() {
        assertThat(PAGES)
                .allSatisfy(name -> assertThat(ParsedPage.of(name).all("script").count())
                        .as(name)
                        .isEqualTo(name.equals("rest.html") ? 3 : 0));
    }

    @Test
    void theTablesOfContentsNameEverySection() {
        for (String name : List.of("agent.html", "live.html")) {
            ParsedPage page = ParsedPage.of(name);
            Element contents = page.all("details").findFirst().orElseThrow();
            assertThat(ParsedPage.all(contents, "a")
                            .map(link -> link.getAttribute("href").substring(1)))
                    .containsAll(page.all("h2")
                            .map(heading -> heading.getAttribute("id"))
                            .toList());
        }
    }

    @Test
    void theStartPageListsEveryContractAsItIsServed() {
        List<List<String>> rows = ParsedPage.of("index.html")
                .all("tr")
                .map(row ->
                        ParsedPage.all(row, "td").map(Element::getTextContent).toList())
                .toList();

        assertThat(rows)
                .containsAll(CONTRACTS.files().stream()
                        .map(file -> List.of(
                                file.path(),
                                String.valueOf(file.text().getBytes(StandardCharsets.UTF_8).length),
                                file.sha256()))
                        .toList());
        assertThat(ParsedPage.of("index.html").all("p").map(Element::getTextContent))
                .anyMatch(text -> text.startsWith("Version " + CONTRACTS.version() + "."));
    }
}
