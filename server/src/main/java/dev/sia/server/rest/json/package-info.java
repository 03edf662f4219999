/**
 * The domain's values as JSON: pure functions from and to the generated {@code dev.sia.api.model}, one class per
 * aggregate, and the mapper that reads and writes them. Uses the features' records only. Holds no state.
 */
@NullMarked
package dev.sia.server.rest.json;

import org.jspecify.annotations.NullMarked;
