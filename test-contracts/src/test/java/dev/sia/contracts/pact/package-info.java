/** What the pacts of all surfaces share: examples with rules, where pacts are kept, how messages are compared. */
@NullMarked
package dev.sia.contracts.pact;

import org.jspecify.annotations.NullMarked;
