/**
 * The live edge: sessions of clients on the WebSocket {@code /v1/live}, as contracts/asyncapi/sia-live.yaml has them. Every
 * session has one thread that reads from the database only what it can send, so nothing is buffered; signals say when to
 * read again. May use the features' services, {@code identity}, {@code signal}, {@code error}, {@code json}, {@code dev.sia.api.live} and
 * {@code dev.sia.api.model}, never another edge or a mapper.
 */
@NullMarked
package dev.sia.server.live;

import org.jspecify.annotations.NullMarked;
