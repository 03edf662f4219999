/**
 * Tickets that open one live session each, for web pages whose backend keeps the credentials. Uses {@code db},
 * {@code identity}, {@code organization} and {@code error}. Types are thread-safe.
 */
@NullMarked
package dev.sia.server.ticket;

import org.jspecify.annotations.NullMarked;
