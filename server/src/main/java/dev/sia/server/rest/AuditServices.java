package dev.sia.server.rest;

import dev.sia.server.audit.AuditTrail;
import dev.sia.server.audit.Denials;

/** What REST needs of the audit. */
public record AuditServices(AuditTrail trail, Denials denials) {}
