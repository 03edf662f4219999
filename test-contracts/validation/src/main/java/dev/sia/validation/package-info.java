/**
 * Looks on at everything that tests and a server say to each other, and fails the test in which that is not what the contracts
 * have: REST by the OpenAPI document, live frames by the AsyncAPI document. It sees what Jetty is about to put on the wire and
 * what it took from there, so it does not matter who the client is, and production code knows nothing of it. Everything here
 * is safe for use by many threads.
 */
@NullMarked
package dev.sia.validation;

import org.jspecify.annotations.NullMarked;
