/**
 * Agents: enrolment, credentials, sessions. Everything here is safe for use by many threads.
 */
@NullMarked
package dev.sia.server.agent;

import org.jspecify.annotations.NullMarked;
