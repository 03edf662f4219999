package dev.sia.server.identity;

import java.util.Locale;

/** What a member may do in an organization, from least to most. Each role may do all that the ones before it may. */
public enum Role implements Grant {
    VIEWER,
    MEMBER,
    ADMIN,
    OWNER;

    /** Reads PropelAuth's role name in any case. A name that SIA does not know gives the least there is. */
    public static Role ofPropelAuth(String name) {
        return switch (name.toLowerCase(Locale.ROOT)) {
            case "owner" -> OWNER;
            case "admin" -> ADMIN;
            case "member" -> MEMBER;
            default -> VIEWER;
        };
    }

    public boolean atLeast(Role required) {
        return compareTo(required) >= 0;
    }

    @Override
    public boolean allows(Access access) {
        return atLeast(access.role());
    }

    @Override
    public String refusal(Access access) {
        return "This needs the role " + access.role().wire() + "; yours is " + wire() + ".";
    }

    /** The name in the contracts. */
    public String wire() {
        return name().toLowerCase(Locale.ROOT);
    }
}
