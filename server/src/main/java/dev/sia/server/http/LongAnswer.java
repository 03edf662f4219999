package dev.sia.server.http;

import java.io.IOException;
import java.nio.ByteBuffer;
import org.eclipse.jetty.http.HttpHeader;
import org.eclipse.jetty.http.HttpHeaderValue;
import org.eclipse.jetty.http.HttpVersion;
import org.eclipse.jetty.io.EndPoint;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.server.Response;
import org.eclipse.jetty.util.BufferUtil;
import org.eclipse.jetty.util.Callback;

/**
 * For answers that go on for as long as their client stays: they are not among the requests of which only so many are answered at
 * once, and hear of it when the client leaves. Every request has one as an attribute.
 */
public final class LongAnswer {
    /** Attribute of the request. */
    public static final String ATTRIBUTE = "longAnswer";

    private static final int DISCARDED_BYTES = 512;

    private final Request request;
    private final Response response;
    private final Runnable leavePlace;

    LongAnswer(Request request, Response response, Runnable leavePlace) {
        this.request = request;
        this.response = response;
        this.leavePlace = leavePlace;
    }

    /**
     * Makes this request's answer a long one. In HTTP/1.1 the connection closes after it, so that nothing else can come on it
     * but its end.
     *
     * @param over called when the client has gone and when the answer has ended; perhaps several times, and by any thread
     */
    public void begin(Runnable over) {
        leavePlace.run();
        Request.addCompletionListener(request, _ -> over.run());
        request.addFailureListener(_ -> over.run());
        if (request.getConnectionMetaData().getHttpVersion() != HttpVersion.HTTP_2) {
            response.getHeaders().put(HttpHeader.CONNECTION, HttpHeaderValue.CLOSE);
            new Watch(request.getConnectionMetaData().getConnection().getEndPoint(), over).begin();
        }
    }

    /** Nobody reads from a connection while it is answered on, so nobody would see that the client has closed it. */
    private record Watch(EndPoint endPoint, Runnable over) implements Callback {
        void begin() {
            endPoint.tryFillInterested(this);
        }

        @Override
        public void succeeded() {
            ByteBuffer discarded = BufferUtil.allocate(DISCARDED_BYTES);
            try {
                int read = endPoint.fill(discarded);
                // Nothing but the end may come: who goes on talking is not listening.
                if (read == 0) {
                    begin();
                    return;
                }
            } catch (IOException broken) {
                failed(broken);
                return;
            }
            over.run();
        }

        @Override
        public void failed(Throwable reason) {
            over.run();
        }

        @Override
        public InvocationType getInvocationType() {
            return InvocationType.NON_BLOCKING;
        }
    }
}
