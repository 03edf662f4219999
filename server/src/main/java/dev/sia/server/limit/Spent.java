package dev.sia.server.limit;

/**
 * What a request did to one bucket.
 *
 * @param policy name of the limit in the header fields
 * @param limit in words, the start of a sentence
 */
public record Spent(String policy, Rate rate, Quota quota, String limit) {
    /** @throws RateLimitedException when the bucket was empty */
    public void orRefuse() {
        if (!quota.granted()) {
            throw new RateLimitedException(limit, quota.retryIn());
        }
    }

    /** Member of the field RateLimit-Policy: how much in how long. */
    public String policyItem() {
        return "\"%s\";q=%d;w=%d"
                .formatted(policy, rate.requests(), rate.window().toSeconds());
    }

    /** Member of the field RateLimit: how much is left, and in how many seconds all of it is there again. */
    public String standingItem() {
        return "\"%s\";r=%d;t=%d"
                .formatted(
                        policy,
                        quota.remaining(),
                        quota.untilFull().plusNanos(999_999_999).toSeconds());
    }
}
