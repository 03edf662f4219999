/** What tests of all modules need alike. */
@NullMarked
package dev.sia.support;

import org.jspecify.annotations.NullMarked;
