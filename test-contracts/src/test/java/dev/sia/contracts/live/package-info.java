/**
 * Pacts of the live surface: the Java SDK and the web client as consumers, the real server as provider. A frame of the client
 * with the frames that answer it is an exchange; what the server sends because something happened is a message.
 */
@NullMarked
package dev.sia.contracts.live;

import org.jspecify.annotations.NullMarked;
