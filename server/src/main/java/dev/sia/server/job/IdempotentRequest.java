package dev.sia.server.job;

/** What an idempotency key was used for. */
record IdempotentRequest(byte[] requestHash, JobId jobId) {}
