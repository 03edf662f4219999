package dev.sia.contracts.rest;

import dev.sia.contracts.pact.RestOperation;
import java.util.List;
import java.util.function.Function;

/**
 * A refusal that every operation which declares it can be brought to in the same way, by the provider's state alone.
 *
 * @param status its status
 * @param code its problem code
 * @param title its title
 * @param why why it comes, for the description of the interaction
 * @param state the state that brings it about
 */
record Refusal(int status, String code, String title, String why, Function<RestOperation, String> state) {
    /** Longer than any client waits before it asks again by itself, so that tests do not wait either. */
    static final String RETRY_AFTER_SECONDS = "60";

    static final List<Refusal> ALL = List.of(
            new Refusal(
                    401,
                    "unauthenticated",
                    "Not authenticated",
                    "with a token that is not good",
                    _ -> RestStates.TOKEN_NOT_GOOD),
            new Refusal(403, "forbidden", "Not allowed", "by somebody who may not", Refusal::notAllowed),
            new Refusal(404, "not_found", "Not found", "for what is not there", Refusal::notThere),
            new Refusal(
                    429,
                    "rate_limited",
                    "Too many requests",
                    "by somebody who asks too often",
                    _ -> RestStates.ASKED_TOO_OFTEN),
            new Refusal(500, "internal", "Internal error", "when the server fails", _ -> RestStates.FAULT),
            new Refusal(503, "unavailable", "Unavailable", "while the server cannot", Refusal::unavailable));

    /** People have roles and keys have scopes: a viewer may read everything, a key only what it says. */
    private static String notAllowed(RestOperation operation) {
        return "viewer".equals(operation.role()) ? RestStates.KEY_FOR_THE_AUDIT_ONLY : RestStates.VIEWER;
    }

    private static String notThere(RestOperation operation) {
        if (!operation.ofOrganization()) {
            return "";
        }
        return operation.aboutOneThing() ? RestStates.OWNER_OF_NOTHING : RestStates.OTHERS;
    }

    /** What anybody may read needs no database. Who a token is for, it says by itself; who a key is for, the database knows. */
    private static String unavailable(RestOperation operation) {
        if (!operation.statuses().contains(401)) {
            return RestStates.TOO_BUSY;
        }
        return operation.ofOrganization() ? RestStates.NO_DATABASE : RestStates.NO_DATABASE_FOR_A_KEY;
    }

    boolean saysWhenToAskAgain() {
        return status == 429 || status == 503;
    }

    /** What becomes of a call. */
    RestInteraction of(RestCall call) {
        RestInteraction interaction =
                call.interaction(why, state.apply(call.operation())).refuses(status, code, title, "");
        return switch (status) {
            case 401 -> interaction.answering("WWW-Authenticate", "Bearer", "Bearer");
            // The provider's fault says something that must stay inside.
            case 500 -> interaction.answeringAt("$.detail", "(?!.*" + Fault.INSIDE + ").*");
            case 429, 503 -> interaction.answering("Retry-After", RETRY_AFTER_SECONDS, "[1-9]\\d*");
            default -> interaction;
        };
    }
}
