package dev.sia.sdk.live;

import com.fasterxml.jackson.databind.ObjectMapper;
import java.net.URI;
import java.net.http.HttpClient;
import java.util.function.Supplier;

/**
 * What every live stream of a client uses.
 *
 * @param http makes the connections
 * @param endpoint {@code ws} or {@code wss} address of the live protocol
 * @param token asked for an access token at every connection
 * @param mapper reads and writes frames
 */
record LiveTransport(HttpClient http, URI endpoint, Supplier<String> token, ObjectMapper mapper) {}
