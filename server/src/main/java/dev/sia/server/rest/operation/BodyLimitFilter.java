package dev.sia.server.rest.operation;

import dev.sia.server.error.DomainException;
import dev.sia.server.error.ErrorCode;
import jakarta.ws.rs.container.ContainerRequestContext;
import jakarta.ws.rs.container.ContainerRequestFilter;
import jakarta.ws.rs.container.PreMatching;
import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;

/** Bounds every body, whether its length is announced or not. */
@PreMatching
public final class BodyLimitFilter implements ContainerRequestFilter {
    /** A client that is still sending may not see an answer before it is done, so a little more is read and dropped. */
    private static final long DROPPED_BYTES = 8L << 20;

    private final int limitBytes;

    /** @param limitBytes largest body */
    public BodyLimitFilter(int limitBytes) {
        this.limitBytes = limitBytes;
    }

    @Override
    public void filter(ContainerRequestContext request) throws IOException {
        if (request.getLength() > limitBytes) {
            drop(request.getEntityStream());
            throw tooLarge();
        }
        request.setEntityStream(new Limited(request.getEntityStream()));
    }

    private static void drop(InputStream body) throws IOException {
        byte[] sink = new byte[16 * 1024];
        long left = DROPPED_BYTES;
        int read = 0;
        while (left > 0 && read >= 0) {
            read = body.read(sink);
            left -= read;
        }
    }

    private DomainException tooLarge() {
        return new DomainException(ErrorCode.PAYLOAD_TOO_LARGE, "The body may have at most " + limitBytes + " bytes.");
    }

    private final class Limited extends FilterInputStream {
        private int left = limitBytes;

        Limited(InputStream body) {
            super(body);
        }

        @Override
        public int read() throws IOException {
            int read = super.read();
            count(read < 0 ? 0 : 1);
            return read;
        }

        @Override
        public int read(byte[] target, int offset, int length) throws IOException {
            int read = super.read(target, offset, length);
            count(Math.max(read, 0));
            return read;
        }

        private void count(int read) throws IOException {
            left -= read;
            if (left < 0) {
                drop(in);
                throw tooLarge();
            }
        }
    }
}
