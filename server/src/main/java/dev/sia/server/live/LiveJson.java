package dev.sia.server.live;

import dev.sia.api.live.Authenticated;
import dev.sia.api.model.CallerKind;
import dev.sia.api.model.ProblemCode;
import dev.sia.server.error.ErrorCode;
import dev.sia.server.identity.Principal;

/** What sessions tell, as the types of the contract. */
final class LiveJson {
    private LiveJson() {}

    static Authenticated authenticated(Principal caller) {
        return new Authenticated(
                CallerKind.valueOf(caller.kind().name()),
                caller.id(),
                caller.end().orElse(null));
    }

    static ProblemCode problemCode(ErrorCode code) {
        return ProblemCode.fromString(code.wire());
    }
}
