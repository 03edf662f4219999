/**
 * Whether an organization's ids mean anything to others. The contracts say what there is to call; everything that takes an id is
 * called with another organization's real ones, and has to answer as it does for an id that nobody has.
 */
@NullMarked
package dev.sia.contracts.tenancy;

import org.jspecify.annotations.NullMarked;
