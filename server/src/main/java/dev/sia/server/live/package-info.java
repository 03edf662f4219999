/**
 * The live edge: sessions of clients on the WebSocket {@code /v1/live}, as contracts/asyncapi/sia-live.yaml has them. Every
 * session has one thread that takes from its feeds only what it can send, so nothing is buffered; it sleeps until a feed, a
 * frame or a ping is due. May use {@code feed}, {@code identity}, {@code ticket}, {@code error}, {@code json}, {@code dev.sia.api.live} and
 * {@code dev.sia.api.model}, never another edge or a mapper.
 */
@NullMarked
package dev.sia.server.live;

import org.jspecify.annotations.NullMarked;
