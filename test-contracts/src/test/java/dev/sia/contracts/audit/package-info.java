/**
 * The auditor of logs: agents and readers keep ledgers of what they wrote and saw while processes die around them, and in the end all
 * ledgers and the database must say the same. {@link dev.sia.contracts.audit.LogAudit} compares; it is tested by itself with faults
 * made by hand.
 */
@NullMarked
package dev.sia.contracts.audit;

import org.jspecify.annotations.NullMarked;
