package dev.sia.server.job;

/** What an idempotency key of a caller was used for. */
record IdempotentRequest(String caller, String key, byte[] requestHash, JobId jobId) {
    /** Whether it is about the same key. */
    boolean sameKey(IdempotentRequest other) {
        return caller.equals(other.caller) && key.equals(other.key);
    }
}
