/**
 * The hands of the workflows: activity implementations on top of the features, the workers that run them, and the calls
 * that start and wake workflows. Everything here is safe for use by many threads.
 */
@NullMarked
package dev.sia.server.activity;

import org.jspecify.annotations.NullMarked;
