/** Commands about API keys. */
@NullMarked
package dev.sia.cli.key;

import org.jspecify.annotations.NullMarked;
