package dev.sia.sdk.live;

import com.fasterxml.jackson.databind.ObjectMapper;
import dev.sia.api.live.Authenticate;
import java.net.URI;
import java.net.http.HttpClient;
import java.util.function.Supplier;

/**
 * What every live stream of a client uses.
 *
 * @param http makes the connections
 * @param endpoint {@code ws} or {@code wss} address of the live protocol
 * @param credential asked for the first frame at every connection
 * @param mapper reads and writes frames
 */
record LiveTransport(HttpClient http, URI endpoint, Supplier<Authenticate> credential, ObjectMapper mapper) {}
