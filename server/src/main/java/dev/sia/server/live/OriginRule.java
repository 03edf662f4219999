package dev.sia.server.live;

import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * Which web pages may connect. A browser names the page's origin by itself; whoever names none is not a browser.
 *
 * <p>A page may also connect to where it came from, if that is an IP address or localhost. Of any other name the host header
 * says nothing: whoever owns a name can make it point here and have a page of his own there (DNS rebinding). So the
 * names of this server have to be among those allowed.
 */
final class OriginRule {
    private static final Pattern ORIGIN = Pattern.compile("(https?)://([^/?#@\\s:]+|\\[[0-9a-f:.]+])(?::(\\d{1,5}))?");
    private static final Pattern UNMISTAKABLE =
            Pattern.compile("https?://(localhost|\\d{1,3}(\\.\\d{1,3}){3}|\\[[0-9a-f:.]+])(:\\d+)?");

    private final Set<String> allowed;

    OriginRule(List<String> allowed) {
        this.allowed =
                allowed.stream().flatMap(origin -> canonical(origin).stream()).collect(Collectors.toUnmodifiableSet());
    }

    /**
     * @param named every header Origin
     * @param secure whether the client connected with TLS, as far as this server knows
     * @param host the authority that the client connected to, as its header says
     */
    boolean accepts(List<String> named, boolean secure, @Nullable String host) {
        return switch (named.size()) {
            case 0 -> true;
            case 1 ->
                canonical(named.getFirst())
                        .filter(origin -> allowed.contains(origin) || isOwn(origin, secure, host))
                        .isPresent();
            default -> false;
        };
    }

    private static boolean isOwn(String origin, boolean secure, @Nullable String host) {
        return UNMISTAKABLE.matcher(origin).matches()
                && canonical((secure ? "https://" : "http://") + host)
                        .filter(origin::equals)
                        .isPresent();
    }

    /** In lower case and without a port that goes without saying; empty for what is no origin. */
    private static Optional<String> canonical(String text) {
        Matcher origin = ORIGIN.matcher(text.toLowerCase(Locale.ROOT));
        if (!origin.matches()) {
            return Optional.empty();
        }
        String standard = origin.group(1).equals("https") ? "443" : "80";
        String port = origin.group(3) == null || origin.group(3).equals(standard) ? "" : ":" + origin.group(3);
        return Optional.of(origin.group(1) + "://" + origin.group(2) + port);
    }
}
