/** {@code sia audit}: who did what, from where, and who was refused. Uses the SDK alone. */
@NullMarked
package dev.sia.cli.audit;

import org.jspecify.annotations.NullMarked;
