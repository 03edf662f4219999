package dev.sia.server.log;

import java.util.UUID;

/**
 * The end of a log, where chunks may still be small.
 *
 * @param mergedSeq everything up to this number is in large chunks
 * @param smallChunks how many chunks follow
 */
record LogTail(UUID attemptId, long mergedSeq, int smallChunks) {}
