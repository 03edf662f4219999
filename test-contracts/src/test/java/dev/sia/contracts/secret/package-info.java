/** Whether secrets stay where they belong, whatever is done with them. */
@NullMarked
package dev.sia.contracts.secret;

import org.jspecify.annotations.NullMarked;
