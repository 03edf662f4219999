/**
 * What the contract says about an operation beside its path and its types, held before the call reaches its resource:
 * authentication, role, query names, media types, body size, and the status of success. Safe for use by many threads.
 */
@NullMarked
package dev.sia.server.rest.operation;

import org.jspecify.annotations.NullMarked;
