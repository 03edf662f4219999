/** The process: its start, its settings, and the one place where everything is wired together by hand. */
@NullMarked
package dev.sia.server;

import org.jspecify.annotations.NullMarked;
