/** {@code sia bench live}: how soon lines are seen, and what watchers cost. */
@NullMarked
package dev.sia.cli.bench.live;

import org.jspecify.annotations.NullMarked;
