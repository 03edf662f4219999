/**
 * Pacts of the live surface: the Java SDK and the web client as consumers, real servers as provider. A frame of the client with the
 * frames that answer it is an exchange; what the server sends because something happened is a message. How a session is closed is a
 * message like a frame.
 */
@NullMarked
package dev.sia.contracts.live;

import org.jspecify.annotations.NullMarked;
