/**
 * The HTTP port: Jetty with its limits, the headers and request ids that every answer has, and the answers that Jetty
 * gives by itself. What is served on it comes from outside as a servlet and a hook for WebSocket endpoints, so this
 * package knows neither. Uses {@code error} and {@code tls}. Everything here is safe for use by many threads.
 */
@NullMarked
package dev.sia.server.http;

import org.jspecify.annotations.NullMarked;
