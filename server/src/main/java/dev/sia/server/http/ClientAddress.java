package dev.sia.server.http;

import org.eclipse.jetty.server.Request;

/** Where a request comes from: decided here and nowhere else. */
public final class ClientAddress {
    /** Attribute of the request. */
    public static final String ATTRIBUTE = "clientAddress";

    private ClientAddress() {}

    /** The address of the peer, whatever headers say: anybody can write those. */
    static String of(Request request) {
        return Request.getRemoteAddr(request);
    }
}
