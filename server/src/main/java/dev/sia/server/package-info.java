/**
 * The composition root: reads the settings, makes everything in start order, closes it in reverse. The only package that
 * reads the environment or ends the process, and the only one that may use every other one.
 */
@NullMarked
package dev.sia.server;

import org.jspecify.annotations.NullMarked;
