package dev.sia.cli.bench.auth;

import dev.sia.cli.bench.Percentiles;

/** What came out, part by part. */
final class AuthFigures {
    private AuthFigures() {}

    /**
     * One kind of request over all connections.
     *
     * @param perSecond median of several turns
     * @param wrong answers that were not what was asked for
     */
    record Load(int requests, double perSecond, Percentiles answerMillis, int wrong) {}

    /**
     * getJob with API keys.
     *
     * @param one a single key: its check is remembered, but for one in 30 seconds
     * @param many all of the keys in turn: each is looked up every 30 seconds
     * @param cost the share of throughput that the looking up takes
     */
    record Keys(int keys, Load one, Load many, double cost) {}

    /**
     * getJob with access tokens.
     *
     * @param one a single token: its check is remembered, but for one in a minute
     * @param fresh a token that is not remembered at every request: its RS256 signature is checked each time
     * @param cost the share of throughput that the checking takes
     */
    record Tokens(int tokens, Load one, Load fresh, double cost) {}

    static double cost(Load cached, Load uncached) {
        return Math.round((1 - uncached.perSecond() / cached.perSecond()) * 1_000) / 1_000.0;
    }
}
