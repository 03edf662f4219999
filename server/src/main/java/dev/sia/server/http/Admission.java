package dev.sia.server.http;

import java.util.concurrent.Semaphore;
import java.util.concurrent.atomic.AtomicBoolean;
import org.eclipse.jetty.http.HttpStatus;
import org.eclipse.jetty.server.Handler;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.server.Response;
import org.eclipse.jetty.util.Callback;

/**
 * Refuses requests beyond a number that are being answered at once: threads are cheap here, so nothing else would bound
 * the memory that waiting requests hold. Answers that go on for long have limits of their own.
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
        AtomicBoolean left = new AtomicBoolean();
        Runnable leave = () -> {
            if (left.compareAndSet(false, true)) {
                places.release();
            }
        };
        Request.addCompletionListener(request, _ -> leave.run());
        request.setAttribute(LongAnswer.ATTRIBUTE, new LongAnswer(request, response, leave));
        return super.handle(request, response, callback);
    }
}
