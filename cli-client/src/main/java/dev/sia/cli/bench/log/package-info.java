/** {@code sia bench logs}: how fast logs are taken and read. */
@NullMarked
package dev.sia.cli.bench.log;

import org.jspecify.annotations.NullMarked;
