/**
 * Server-sent events: feeds as answers that go on for as long as their client stays. Every stream is written by the thread of its
 * request and sleeps while nothing comes. Uses {@code feed}, {@code http} and the JSON types.
 */
@NullMarked
package dev.sia.server.rest.stream;

import org.jspecify.annotations.NullMarked;
