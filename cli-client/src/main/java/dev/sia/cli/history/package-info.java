/** Commands about what happened. */
@NullMarked
package dev.sia.cli.history;

import org.jspecify.annotations.NullMarked;
