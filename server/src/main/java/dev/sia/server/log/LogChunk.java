package dev.sia.server.log;

/**
 * Consecutive records as they are stored.
 *
 * @param kinds a bit for each stream and step that occurs, see {@link LogKinds}
 * @param encoding how {@code data} is written, see {@link LogPacking}
 * @param plainBytes length of the packed records before compression
 */
record LogChunk(long firstSeq, long lastSeq, int kinds, int encoding, int plainBytes, byte[] data) {
    /** From here on it is not worth while to merge a chunk with others. */
    private static final int LARGE_BYTES = 32 * 1024;

    boolean isLarge() {
        return plainBytes >= LARGE_BYTES;
    }
}
