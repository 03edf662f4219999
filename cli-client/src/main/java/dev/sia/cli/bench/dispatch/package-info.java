/** {@code sia bench dispatch}: how jobs are taken, given out and finished. */
@NullMarked
package dev.sia.cli.bench.dispatch;

import org.jspecify.annotations.NullMarked;
