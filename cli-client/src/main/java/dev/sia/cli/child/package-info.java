/** Other sia processes that a command starts through the launcher, and stops. */
@NullMarked
package dev.sia.cli.child;

import org.jspecify.annotations.NullMarked;
