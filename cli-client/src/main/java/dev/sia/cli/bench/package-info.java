/**
 * Measures a server: starts one of its own, puts load on it over the loopback address, and says what came out beside what
 * the machine can do. The load is light, so that the server has the machine: agents without processes, connections that
 * speak plain HTTP/1.1.
 */
@NullMarked
package dev.sia.cli.bench;

import org.jspecify.annotations.NullMarked;
