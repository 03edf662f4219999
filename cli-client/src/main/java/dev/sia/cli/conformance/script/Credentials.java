package dev.sia.cli.conformance.script;

import java.security.SecureRandom;
import java.util.HexFormat;

/** The enrolment token and the credential of the one agent that the script knows. */
final class Credentials {
    private static final String BEARER = "Bearer ";

    private final SecureRandom random = new SecureRandom();
    private final String token = "sia_en_" + secret();
    private boolean tokenUsed;
    private String present = "";
    private String next = "";
    private boolean revoked;

    synchronized String token() {
        return token;
    }

    /** A credential for a token that was not used before; empty for any other. */
    synchronized String enrol(String authorization) {
        if (tokenUsed || !authorization.equals(BEARER + token)) {
            return "";
        }
        tokenUsed = true;
        present = "sia_ag_" + secret();
        next = present;
        return present;
    }

    /** A new one is good besides the present one until it is used. */
    synchronized String rotate() {
        next = "sia_ag_" + secret();
        return next;
    }

    synchronized void revoke() {
        revoked = true;
    }

    synchronized boolean accept(String authorization) {
        if (revoked || present.isEmpty()) {
            return false;
        }
        if (authorization.equals(BEARER + next)) {
            present = next;
        }
        return authorization.equals(BEARER + present);
    }

    private String secret() {
        byte[] bytes = new byte[24];
        random.nextBytes(bytes);
        return HexFormat.of().formatHex(bytes);
    }
}
