/** Commands about queues, organizations and agents. */
@NullMarked
package dev.sia.cli.fleet;

import org.jspecify.annotations.NullMarked;
