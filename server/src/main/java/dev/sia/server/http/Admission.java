package dev.sia.server.http;

import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Semaphore;
import java.util.concurrent.atomic.AtomicBoolean;
import org.eclipse.jetty.http.HttpStatus;
import org.eclipse.jetty.server.Handler;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.server.Response;
import org.eclipse.jetty.util.Callback;

/**
 * Refuses requests beyond a number that are being answered at once: threads are cheap here, so nothing else would bound
 * the memory that waiting requests hold. One address gets half of the places, so that nobody keeps all others out with
 * requests that do not come to their end. Answers that go on for long have limits of their own.
 */
final class Admission extends Handler.Wrapper {
    private final Semaphore places;
    private final int mostOfOneAddress;
    /** Only addresses that hold places. */
    private final Map<String, Integer> held = new ConcurrentHashMap<>();

    Admission(int most, Handler next) {
        super(next);
        this.places = new Semaphore(most);
        this.mostOfOneAddress = Math.max(1, most / 2);
    }

    @Override
    public boolean handle(Request request, Response response, Callback callback) throws Exception {
        String address = String.valueOf(request.getAttribute(ClientAddresses.ATTRIBUTE));
        if (!enter(address)) {
            Response.writeError(request, response, callback, HttpStatus.SERVICE_UNAVAILABLE_503);
            return true;
        }
        AtomicBoolean left = new AtomicBoolean();
        Runnable leave = () -> {
            if (left.compareAndSet(false, true)) {
                leave(address);
            }
        };
        Request.addCompletionListener(request, _ -> leave.run());
        request.setAttribute(LongAnswer.ATTRIBUTE, new LongAnswer(request, response, leave));
        return super.handle(request, response, callback);
    }

    private boolean enter(String address) {
        if (!places.tryAcquire()) {
            return false;
        }
        if (held.merge(address, 1, Integer::sum) > mostOfOneAddress) {
            leave(address);
            return false;
        }
        return true;
    }

    private void leave(String address) {
        held.computeIfPresent(address, (_, count) -> count == 1 ? null : count - 1);
        places.release();
    }
}
