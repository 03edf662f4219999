package dev.sia.server.member;

import dev.sia.server.identity.Authenticator;
import dev.sia.server.identity.Principal;
import java.util.concurrent.atomic.AtomicReferenceArray;
import org.jspecify.annotations.Nullable;

/**
 * Stores whom the authenticator has found before anybody works with it. An authenticator gives the same principal again as
 * long as it remembers the credential, so nearly every request costs one comparison here.
 */
public final class MemberLearning implements Authenticator {
    private static final int REMEMBERED = 1 << 12;

    private final Authenticator authenticator;
    private final MemberService members;
    private final AtomicReferenceArray<@Nullable Principal> learned = new AtomicReferenceArray<>(REMEMBERED);

    public MemberLearning(Authenticator authenticator, MemberService members) {
        this.authenticator = authenticator;
        this.members = members;
    }

    @Override
    public Principal authenticate(String bearer) {
        Principal principal = authenticator.authenticate(bearer);
        int place = System.identityHashCode(principal) & (REMEMBERED - 1);
        if (!same(learned.get(place), principal)) {
            members.learn(principal);
            learned.set(place, principal);
        }
        return principal;
    }

    /** Tells nothing that was not told when the caller was let in. */
    @Override
    public Principal renew(Principal known) {
        return authenticator.renew(known);
    }

    /** The very same: an equal one may have been learned before the database was changed by others. */
    @SuppressWarnings("ReferenceEquality")
    private static boolean same(@Nullable Principal left, Principal right) {
        return left == right;
    }
}
