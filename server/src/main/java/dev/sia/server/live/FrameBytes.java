package dev.sia.server.live;

import dev.sia.server.feed.Piece;
import java.util.List;

/** Puts shared records into frames. */
final class FrameBytes {
    private FrameBytes() {}

    /** The records, separated by commas, in their shell. */
    static byte[] of(FrameShell shell, List<Piece> records) {
        int size = shell.before().length + shell.after().length + records.size() - 1;
        for (Piece piece : records) {
            size += piece.json().length;
        }
        byte[] frame = new byte[size];
        int end = put(shell.before(), frame, 0);
        for (Piece piece : records) {
            if (end > shell.before().length) {
                frame[end++] = ',';
            }
            end = put(piece.json(), frame, end);
        }
        put(shell.after(), frame, end);
        return frame;
    }

    private static int put(byte[] part, byte[] frame, int start) {
        System.arraycopy(part, 0, frame, start, part.length);
        return start + part.length;
    }
}
