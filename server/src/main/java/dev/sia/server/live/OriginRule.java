package dev.sia.server.live;

import java.net.URI;
import java.net.URISyntaxException;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** Which web pages may connect. A browser names the page's origin by itself; whoever names none is not a browser. */
final class OriginRule {
    private final List<String> allowed;

    OriginRule(List<String> allowed) {
        this.allowed =
                allowed.stream().map(origin -> origin.toLowerCase(Locale.ROOT)).toList();
    }

    /**
     * @param origin the header Origin
     * @param host the authority that the client connected to, as its header says
     */
    boolean accepts(@Nullable String origin, @Nullable String host) {
        return origin == null
                || allowed.contains(origin.toLowerCase(Locale.ROOT))
                || (host != null && isSameHost(origin, host));
    }

    /** The scheme does not count: behind a proxy that ends TLS the server does not know it. */
    private static boolean isSameHost(String origin, String host) {
        try {
            URI page = new URI(origin);
            String authority = page.getAuthority();
            return authority != null
                    && (authority.equalsIgnoreCase(host)
                            || (authority + defaultPort(page.getScheme())).equalsIgnoreCase(host));
        } catch (URISyntaxException notAnOrigin) {
            return false;
        }
    }

    private static String defaultPort(String scheme) {
        return scheme.equals("https") ? ":443" : ":80";
    }
}
