package dev.sia.server.log;

import java.util.UUID;

/** By how much the logs of an organization are too large. */
record LogExcess(UUID organizationId, long bytes) {}
