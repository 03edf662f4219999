package dev.sia.server.http;

import java.net.InetAddress;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.eclipse.jetty.http.HttpFields;
import org.eclipse.jetty.server.Handler;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.server.Response;
import org.eclipse.jetty.util.Callback;

/**
 * Finds out where a request comes from. What a header says counts only as far as proxies that are trusted have written it:
 * read from its end, the first address that is not one of theirs.
 */
public final class ClientAddresses extends Handler.Wrapper {
    /** Attribute of the request. */
    public static final String ATTRIBUTE = "clientAddress";

    private static final String FORWARDED_FOR = "X-Forwarded-For";
    private static final String FORWARDED = "Forwarded";
    private static final Pattern FOR = Pattern.compile("(?i)(?:^|;)\\s*for=\"?([^\";]*)\"?");
    private static final Pattern WITH_PORT = Pattern.compile("\\[([^\\]]*)\\](?::\\d+)?|([^:]*):\\d+");

    private final List<AddressRange> trusted;

    ClientAddresses(List<AddressRange> trusted, Handler next) {
        super(next);
        this.trusted = List.copyOf(trusted);
    }

    @Override
    public boolean handle(Request request, Response response, Callback callback) throws Exception {
        request.setAttribute(ATTRIBUTE, of(Request.getRemoteAddr(request), request.getHeaders()));
        return super.handle(request, response, callback);
    }

    String of(String peer, HttpFields headers) {
        Optional<InetAddress> proxy = read(peer);
        if (proxy.isEmpty() || !isTrusted(proxy.get())) {
            return peer;
        }
        String last = written(peer, headers.getValuesList(FORWARDED_FOR), false);
        String standard = written(peer, headers.getValuesList(FORWARDED), true);
        if (headers.contains(FORWARDED_FOR) && headers.contains(FORWARDED) && !last.equals(standard)) {
            // One of them is not the proxy's.
            return peer;
        }
        return headers.contains(FORWARDED) ? standard : last;
    }

    private String written(String peer, List<String> fields, boolean standard) {
        List<String> entries = fields.stream()
                .flatMap(field -> List.of(field.split(",", -1)).stream())
                .toList();
        String client = peer;
        for (String entry : entries.reversed()) {
            Optional<InetAddress> hop = read(address(entry.strip(), standard));
            if (hop.isEmpty()) {
                return client;
            }
            client = hop.get().getHostAddress();
            if (!isTrusted(hop.get())) {
                return client;
            }
        }
        return client;
    }

    private static String address(String entry, boolean standard) {
        String node = entry;
        if (standard) {
            Matcher parameter = FOR.matcher(entry);
            node = parameter.find() ? parameter.group(1) : "";
        }
        Matcher port = WITH_PORT.matcher(node);
        if (!port.matches()) {
            return node;
        }
        return port.group(1) == null ? port.group(2) : port.group(1);
    }

    private static Optional<InetAddress> read(String text) {
        try {
            return Optional.of(InetAddress.ofLiteral(text));
        } catch (IllegalArgumentException hiddenOrNone) {
            return Optional.empty();
        }
    }

    private boolean isTrusted(InetAddress address) {
        return trusted.stream().anyMatch(range -> range.contains(address));
    }
}
