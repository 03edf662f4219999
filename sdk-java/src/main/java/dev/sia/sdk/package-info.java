/**
 * The SDK: {@link dev.sia.sdk.SiaClient} is a small facade over the client generated from the REST contract. It adds tokens
 * that renew, typed errors, retries that are safe, paging as streams, idempotency keys, and live views
 * ({@link dev.sia.sdk.live}). Values are the generated types of {@code dev.sia.api.model}.
 *
 * <p>May use the generated client, model and live packages; nothing of the server. Clients are safe for many threads.
 */
@NullMarked
package dev.sia.sdk;

import org.jspecify.annotations.NullMarked;
