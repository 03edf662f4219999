package dev.sia.server.http;

import java.util.concurrent.Semaphore;
import org.eclipse.jetty.http.HttpStatus;
import org.eclipse.jetty.server.Handler;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.server.Response;
import org.eclipse.jetty.util.Callback;

/**
 * Refuses requests beyond a number that are being answered at once: threads are cheap here, so nothing else would bound
 * the memory that waiting requests hold.
 */
final class Admission extends Handler.Wrapper {
    private final Semaphore places;

    Admission(int most, Handler next) {
        super(next);
        this.places = new Semaphore(most);
    }

    @Override
    public boolean handle(Request request, Response response, Callback callback) throws Exception {
        if (!places.tryAcquire()) {
            Response.writeError(request, response, callback, HttpStatus.SERVICE_UNAVAILABLE_503);
            return true;
        }
        Request.addCompletionListener(request, failure -> places.release());
        return super.handle(request, response, callback);
    }
}
