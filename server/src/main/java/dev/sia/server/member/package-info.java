/**
 * Who has been seen in which organization, as the identity provider told last. What somebody may do is never read from here:
 * that is in the credential. May use {@code db}, {@code identity} and {@code organization}. Types are thread-safe.
 */
@NullMarked
package dev.sia.server.member;

import org.jspecify.annotations.NullMarked;
