package dev.sia.server.live;

/** Why the server closes a session; the contract tells clients what to do about each. */
enum CloseCode {
    GOING_AWAY(1001),
    INTERNAL(1011),
    TRY_AGAIN_LATER(1013),
    MALFORMED(4400),
    UNAUTHENTICATED(4401),
    FORBIDDEN(4403),
    PROTOCOL(4409);

    private final int number;

    CloseCode(int number) {
        this.number = number;
    }

    int number() {
        return number;
    }
}
