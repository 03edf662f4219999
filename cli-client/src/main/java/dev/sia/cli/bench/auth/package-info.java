/** {@code sia bench auth}: what checking credentials costs, and how fast jobs are read with an API key. */
@NullMarked
package dev.sia.cli.bench.auth;

import org.jspecify.annotations.NullMarked;
