package dev.sia.server.identity;

import dev.sia.server.organization.OrganizationId;

/** What somebody was let in with, as far as it is needed to ask about it again. Lives in memory only. */
public sealed interface Credential {
    /** A token or an API key. */
    record Bearer(String secret) implements Credential {
        @Override
        public String toString() {
            return "Bearer[***]";
        }
    }

    /**
     * A ticket that has been used up; it stands for its maker.
     *
     * @param maker as it was when the ticket was made
     * @param organization the only one that it is good for
     */
    record Used(Principal maker, OrganizationId organization) implements Credential {}
}
