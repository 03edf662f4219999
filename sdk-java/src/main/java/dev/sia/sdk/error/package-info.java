/**
 * What can go wrong when talking to a SIA server. Every failure is a {@link dev.sia.sdk.error.SiaException}; its subclasses
 * stand for what a program usually decides by. All types are immutable.
 */
@NullMarked
package dev.sia.sdk.error;

import org.jspecify.annotations.NullMarked;
