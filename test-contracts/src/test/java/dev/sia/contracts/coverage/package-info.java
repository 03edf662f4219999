/** What the contracts declare beside what the pacts of all consumers have: computed, and written for people. */
@NullMarked
package dev.sia.contracts.coverage;

import org.jspecify.annotations.NullMarked;
