/** Commands about jobs and their logs. */
@NullMarked
package dev.sia.cli.job;

import org.jspecify.annotations.NullMarked;
