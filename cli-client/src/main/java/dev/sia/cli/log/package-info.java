/** {@code sia job logs}: reads, follows, downloads and verifies logs. Uses the SDK and {@code output}; one thread each. */
@NullMarked
package dev.sia.cli.log;

import org.jspecify.annotations.NullMarked;
