package dev.sia.server.live;

/**
 * A frame without the records that it carries: what stands before and after them is the subscription's own, and they are the
 * bytes that all its watchers get.
 */
record FrameShell(byte[] before, byte[] after) {}
