package dev.sia.server.live;

import dev.sia.api.model.ProblemCode;
import dev.sia.server.error.ErrorCode;

/** Refusals as the types of the contract. */
final class LiveJson {
    private LiveJson() {}

    static ProblemCode problemCode(ErrorCode code) {
        return ProblemCode.fromString(code.wire());
    }
}
