package dev.sia.server.rest.docs;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.Optional;
import java.util.Properties;

/** The docs for people: pages that were made from the contracts at build time, and Swagger UI as its package has it for REST. */
public final class DocsSite {
    /**
     * A page, script, style or picture.
     *
     * @param page whether it is a page; pages are never kept without asking, and say what they may load
     */
    public record Asset(String mediaType, boolean page, byte[] bytes) {}

    /** Only what this server serves may run, be shown or be called. */
    public static final String CONTENT_SECURITY_POLICY =
            "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; font-src 'self'; "
                    + "connect-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'";

    private static final String PAGES = "/dev/sia/docs/";
    private static final String SCRIPT = "text/javascript;charset=utf-8";
    private static final String STYLE = "text/css;charset=utf-8";

    private final String start;
    private final Map<String, Asset> assets;

    public DocsSite() {
        String swaggerUi = "/META-INF/resources/webjars/swagger-ui/" + swaggerUiVersion() + "/";
        start = new String(ClassPathFiles.read(PAGES + "index.html"), StandardCharsets.UTF_8);
        assets = Map.of(
                "rest.html", page(PAGES + "rest.html"),
                "agent.html", page(PAGES + "agent.html"),
                "live.html", page(PAGES + "live.html"),
                "docs.css", part(STYLE, PAGES + "docs.css"),
                "docs.js", part(SCRIPT, PAGES + "docs.js"),
                "theme.js", part(SCRIPT, PAGES + "theme.js"),
                "swagger-ui-bundle.js", part(SCRIPT, swaggerUi + "swagger-ui-bundle.js"),
                "swagger-ui.css", part(STYLE, swaggerUi + "swagger-ui.css"),
                "favicon-32x32.png", part("image/png", swaggerUi + "favicon-32x32.png"));
    }

    private static Asset page(String resource) {
        return new Asset("text/html;charset=utf-8", true, ClassPathFiles.read(resource));
    }

    private static Asset part(String mediaType, String resource) {
        return new Asset(mediaType, false, ClassPathFiles.read(resource));
    }

    private static String swaggerUiVersion() {
        String resource = "/META-INF/maven/org.webjars/swagger-ui/pom.properties";
        try (InputStream file = DocsSite.class.getResourceAsStream(resource)) {
            Properties properties = new Properties();
            properties.load(file);
            return properties.getProperty("version");
        } catch (IOException thrown) {
            throw new UncheckedIOException(thrown);
        }
    }

    /** The page to begin with. */
    public String start() {
        return start;
    }

    /** Every other page, and what they consist of, by the last part of its address. */
    public Optional<Asset> asset(String name) {
        return Optional.ofNullable(assets.get(name));
    }
}
