package dev.sia.server.http;

import java.util.UUID;
import java.util.function.Supplier;
import org.eclipse.jetty.server.Handler;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.server.Response;
import org.eclipse.jetty.util.Callback;
import org.slf4j.MDC;

/**
 * Gives every request an id of the server's own making, for problems, the log and the audit; a client cannot choose it.
 */
public final class RequestIds extends Handler.Wrapper {
    /** Attribute of the request, and key in the log's context. */
    public static final String ATTRIBUTE = "requestId";

    private final Supplier<UUID> ids;

    RequestIds(Supplier<UUID> ids, Handler next) {
        super(next);
        this.ids = ids;
    }

    @Override
    public boolean handle(Request request, Response response, Callback callback) throws Exception {
        String id = ids.get().toString();
        request.setAttribute(ATTRIBUTE, id);
        try (MDC.MDCCloseable _ = MDC.putCloseable(ATTRIBUTE, id)) {
            return super.handle(request, response, callback);
        }
    }
}
