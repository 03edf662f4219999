/**
 * Contract tests: pacts of every surface, verified against the real server, and the main job end to end. {@code TestServer} runs
 * the production composition root once for all tests.
 */
@NullMarked
package dev.sia.contracts;

import org.jspecify.annotations.NullMarked;
