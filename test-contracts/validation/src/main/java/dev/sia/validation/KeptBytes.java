package dev.sia.validation;

import dev.sia.validation.Exchange.Bytes;
import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;

/** A body as far as it has come, up to a bound. */
final class KeptBytes {
    /** More than any answer in JSON has; of a longer log, the beginning has to do. */
    static final int MOST = 8 << 20;

    private final ByteArrayOutputStream kept = new ByteArrayOutputStream();
    private boolean more;

    /** Leaves the buffer as it is. */
    void add(ByteBuffer part) {
        ByteBuffer slice = part.slice();
        byte[] bytes = new byte[Math.min(slice.remaining(), MOST - kept.size())];
        slice.get(bytes);
        kept.writeBytes(bytes);
        more = more || slice.hasRemaining();
    }

    /** @param ended whether the other side has said all */
    Bytes bytes(boolean ended) {
        return new Bytes(kept.toByteArray(), ended && !more);
    }
}
