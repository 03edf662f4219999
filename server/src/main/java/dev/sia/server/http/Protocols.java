package dev.sia.server.http;

import dev.sia.server.tls.ServerTls;
import java.util.Optional;
import org.eclipse.jetty.alpn.server.ALPNServerConnectionFactory;
import org.eclipse.jetty.http2.HTTP2Cipher;
import org.eclipse.jetty.http2.server.AbstractHTTP2ServerConnectionFactory;
import org.eclipse.jetty.http2.server.HTTP2CServerConnectionFactory;
import org.eclipse.jetty.http2.server.HTTP2ServerConnectionFactory;
import org.eclipse.jetty.server.ConnectionFactory;
import org.eclipse.jetty.server.HttpConfiguration;
import org.eclipse.jetty.server.HttpConnectionFactory;
import org.eclipse.jetty.server.SecureRequestCustomizer;
import org.eclipse.jetty.server.SslConnectionFactory;
import org.eclipse.jetty.util.ssl.SslContextFactory;

/** What the port speaks: HTTP/1.1 and HTTP/2, which with TLS are agreed on in the handshake. */
final class Protocols {
    private Protocols() {}

    /** HTTP/2 for a port with or without TLS. */
    static AbstractHTTP2ServerConnectionFactory http2(HttpConfiguration http, Optional<ServerTls> tls) {
        return tls.isPresent() ? new HTTP2ServerConnectionFactory(http) : new HTTP2CServerConnectionFactory(http);
    }

    /** All of it, the outermost first. */
    static ConnectionFactory[] of(
            HttpConfiguration http, AbstractHTTP2ServerConnectionFactory http2, Optional<ServerTls> tls) {
        HttpConnectionFactory http1 = new HttpConnectionFactory(http);
        if (tls.isEmpty()) {
            return new ConnectionFactory[] {http1, http2};
        }
        // The certificate is checked by the client against the name that it knows; which name it sends here does not
        // matter.
        http.addCustomizer(new SecureRequestCustomizer(false));
        ALPNServerConnectionFactory agreement = new ALPNServerConnectionFactory();
        agreement.setDefaultProtocol(http1.getProtocol());
        SslConnectionFactory encryption = new SslConnectionFactory(encryption(tls.get()), agreement.getProtocol());
        return new ConnectionFactory[] {encryption, agreement, http2, http1};
    }

    private static SslContextFactory.Server encryption(ServerTls tls) {
        SslContextFactory.Server factory = new SslContextFactory.Server();
        factory.setSslContext(tls.context());
        factory.setIncludeProtocols(ServerTls.PROTOCOLS.toArray(String[]::new));
        factory.setCipherComparator(HTTP2Cipher.COMPARATOR);
        return factory;
    }
}
