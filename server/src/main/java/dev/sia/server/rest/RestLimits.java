package dev.sia.server.rest;

import dev.sia.server.limit.RateLimits;

/**
 * What callers may ask.
 *
 * @param bodyBytes largest body of a request
 * @param rates how often
 */
public record RestLimits(int bodyBytes, RateLimits rates) {}
