package dev.sia.contracts.audit;

import java.util.UUID;

/** Whose log it is: that of one attempt. */
record LogName(UUID organization, UUID job, int attempt) {}
