package dev.sia.server.rest.docs;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.Optional;
import java.util.Properties;

/** The docs page and its parts: Swagger UI as its package has it, started by a script of our own. */
public final class DocsPage {
    /** A part of the page. */
    public record Asset(String mediaType, byte[] bytes) {}

    /** Only what this server serves may run, be shown or be called. */
    public static final String CONTENT_SECURITY_POLICY =
            "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; font-src 'self'; "
                    + "connect-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'";

    private final String html;
    private final Map<String, Asset> assets;

    public DocsPage() {
        String swaggerUi = "/META-INF/resources/webjars/swagger-ui/" + swaggerUiVersion() + "/";
        html = new String(ClassPathFiles.read("/docs/docs.html"), StandardCharsets.UTF_8);
        assets = Map.of(
                "docs.js", asset("text/javascript;charset=utf-8", "/docs/docs.js"),
                "docs.css", asset("text/css;charset=utf-8", "/docs/docs.css"),
                "swagger-ui-bundle.js", asset("text/javascript;charset=utf-8", swaggerUi + "swagger-ui-bundle.js"),
                "swagger-ui.css", asset("text/css;charset=utf-8", swaggerUi + "swagger-ui.css"),
                "favicon-32x32.png", asset("image/png", swaggerUi + "favicon-32x32.png"));
    }

    private static Asset asset(String mediaType, String resource) {
        return new Asset(mediaType, ClassPathFiles.read(resource));
    }

    private static String swaggerUiVersion() {
        String resource = "/META-INF/maven/org.webjars/swagger-ui/pom.properties";
        try (InputStream file = DocsPage.class.getResourceAsStream(resource)) {
            Properties properties = new Properties();
            properties.load(file);
            return properties.getProperty("version");
        } catch (IOException thrown) {
            throw new UncheckedIOException(thrown);
        }
    }

    public String html() {
        return html;
    }

    public Optional<Asset> asset(String name) {
        return Optional.ofNullable(assets.get(name));
    }
}
