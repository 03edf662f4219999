package dev.sia.server.log;

import java.util.UUID;

/** How much room a log takes. */
record LogSize(UUID attemptId, long bytes) {}
