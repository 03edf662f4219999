package dev.sia.server.limit;

import dev.sia.server.error.DomainException;
import dev.sia.server.error.ErrorKind;
import dev.sia.server.organization.OrganizationId;
import java.util.function.LongSupplier;
import java.util.function.Supplier;

/**
 * How often each caller and all callers of an organization may ask this node, and how often an address may come with
 * credentials that are refused.
 */
public final class RateLimits {
    private static final int MOST_BUCKETS = 100_000;

    private final TokenBuckets principals;
    private final TokenBuckets organizations;
    private final TokenBuckets refusedAddresses;

    /**
     * The three rates.
     *
     * @param principal of one user or API key
     * @param organization of everybody in it together
     * @param refusedCredentials from one address
     */
    public record Rates(Rate principal, Rate organization, Rate refusedCredentials) {}

    /** @param nanos monotonic time */
    public RateLimits(Rates rates, LongSupplier nanos) {
        this.principals = new TokenBuckets(rates.principal(), MOST_BUCKETS, nanos);
        this.organizations = new TokenBuckets(rates.organization(), MOST_BUCKETS, nanos);
        this.refusedAddresses = new TokenBuckets(rates.refusedCredentials(), MOST_BUCKETS, nanos);
    }

    /** Counts a request of a caller, granted or not. */
    public Spent principal(String id) {
        return new Spent(
                "principal",
                principals.rate(),
                principals.take(id),
                "You may send " + principals.rate().inWords() + " to this node");
    }

    /** Counts a request of somebody who belongs to the organization, granted or not. */
    public Spent organization(OrganizationId id) {
        return new Spent(
                "organization",
                organizations.rate(),
                organizations.take(id),
                "All callers of this organization together may send "
                        + organizations.rate().inWords() + " to this node");
    }

    /**
     * Looks at credentials, of whichever kind. An address that guesses has to wait, whatever it sends next.
     *
     * @param check throws what says {@link ErrorKind#UNAUTHENTICATED} when they are refused, which is counted
     * @throws RateLimitedException when too many from this address were refused
     */
    public <T> T credentials(String address, Supplier<T> check) {
        refuseGuesses(address);
        try {
            return check.get();
        } catch (DomainException refused) {
            if (refused.code().kind() == ErrorKind.UNAUTHENTICATED) {
                refusedAddresses.take(ClientNetwork.of(address));
            }
            throw refused;
        }
    }

    private void refuseGuesses(String address) {
        Quota quota = refusedAddresses.look(ClientNetwork.of(address));
        if (!quota.granted()) {
            throw new RateLimitedException("Too many credentials from your address were refused", quota.retryIn());
        }
    }
}
