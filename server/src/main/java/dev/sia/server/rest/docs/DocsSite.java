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
     * @param own whether it is made here and changes with the contracts, so that it is never kept without asking; the others
     *     are Swagger UI's
     */
    public record Asset(String mediaType, boolean own, byte[] bytes) {}

    /** Only what this server serves may run, be shown or be called. */
    public static final String CONTENT_SECURITY_POLICY =
            "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; font-src 'self'; "
                    + "connect-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'";

    private static final String PAGES = "/dev/sia/docs/";
    private static final String PAGE = "text/html;charset=utf-8";
    private static final String SCRIPT = "text/javascript;charset=utf-8";
    private static final String STYLE = "text/css;charset=utf-8";

    private final String start;
    private final Map<String, Asset> assets;

    public DocsSite() {
        String swaggerUi = "/META-INF/resources/webjars/swagger-ui/" + swaggerUiVersion() + "/";
        start = new String(ClassPathFiles.read(PAGES + "index.html"), StandardCharsets.UTF_8);
        assets = Map.of(
                "rest.html", own(PAGE, "rest.html"),
                "agent.html", own(PAGE, "agent.html"),
                "live.html", own(PAGE, "live.html"),
                "docs.css", own(STYLE, "docs.css"),
                "docs.js", own(SCRIPT, "docs.js"),
                "theme.js", own(SCRIPT, "theme.js"),
                "swagger-ui-bundle.js", foreign(SCRIPT, swaggerUi + "swagger-ui-bundle.js"),
                "swagger-ui.css", foreign(STYLE, swaggerUi + "swagger-ui.css"),
                "favicon-32x32.png", foreign("image/png", swaggerUi + "favicon-32x32.png"));
    }

    private static Asset own(String mediaType, String name) {
        return new Asset(mediaType, true, ClassPathFiles.read(PAGES + name));
    }

    private static Asset foreign(String mediaType, String resource) {
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
