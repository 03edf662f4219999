/**
 * JAX-RS interfaces generated from the OpenAPI contract, and the annotations by which they tell the server what the
 * contract says beside types and paths. Holds no state.
 */
package dev.sia.api.rest;
