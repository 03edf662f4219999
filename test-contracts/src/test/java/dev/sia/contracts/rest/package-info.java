/** Pacts of the REST surface: the Java SDK, the web client and a reader without an account as consumers, the real server as provider. */
@NullMarked
package dev.sia.contracts.rest;

import org.jspecify.annotations.NullMarked;
