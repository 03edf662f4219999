/**
 * Records of features as the JSON types that REST and live views share: pure functions. May use the records of features, what {@code feed} asks an encoder for, and
 * {@code dev.sia.api.model}.
 */
@NullMarked
package dev.sia.server.json;

import org.jspecify.annotations.NullMarked;
