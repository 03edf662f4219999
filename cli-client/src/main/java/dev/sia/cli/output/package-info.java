/** How results look: tables and times for people, JSON for programs. Pure functions and small writers. */
@NullMarked
package dev.sia.cli.output;

import org.jspecify.annotations.NullMarked;
