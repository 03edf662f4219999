/**
 * What an organization decides for itself. Uses {@code db}, {@code event}, {@code signal} and {@code organization}. Everything
 * here is safe for use by many threads.
 */
@NullMarked
package dev.sia.server.settings;

import org.jspecify.annotations.NullMarked;
