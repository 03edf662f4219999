/** Tenants. Everything that SIA stores belongs to exactly one organization. Types are immutable unless they say otherwise. */
@NullMarked
package dev.sia.server.organization;

import org.jspecify.annotations.NullMarked;
