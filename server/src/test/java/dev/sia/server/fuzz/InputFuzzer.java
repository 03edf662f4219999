package dev.sia.server.fuzz;

import com.code_intelligence.jazzer.api.FuzzedDataProvider;
import dev.sia.server.grpc.AgentFrameInputs;
import dev.sia.server.live.FrameInputs;
import dev.sia.server.rest.RestInputs;
import dev.sia.server.rest.operation.HeaderInputs;

/** Gives what Jazzer makes up to the readers of all that comes from outside. Each throws an AssertionError for a wrong answer. */
public final class InputFuzzer {
    private InputFuzzer() {}

    /** Called by Jazzer once: loading classes is not what is to be quick. */
    public static void fuzzerInitialize() {
        HeaderInputs.changedToken(0, 0, "");
        RestInputs.cursorOf("1");
        RestInputs.id("0198f0c4-7d1e-7a52-9c3b-5d8f6e1a2b3c");
        RestInputs.number("1");
        RestInputs.ifMatch("\"1\"");
        RestInputs.idempotencyKey("1");
        RestInputs.body("{}");
        FrameInputs.frame("{}");
        AgentFrameInputs.frame(new byte[0]);
    }

    /** Called by Jazzer again and again. */
    public static void fuzzerTestOneInput(FuzzedDataProvider data) {
        int reader = data.consumeInt(0, 10);
        switch (reader) {
            case 0 -> HeaderInputs.authorization(data.consumeRemainingAsString());
            case 1 ->
                HeaderInputs.changedToken(
                        data.consumeInt(0, 2_000), data.consumeInt(0, 40), data.consumeRemainingAsString());
            case 2 -> RestInputs.cursor(data.consumeRemainingAsString());
            case 3 -> RestInputs.cursorOf(data.consumeRemainingAsString());
            case 4 -> RestInputs.id(data.consumeRemainingAsString());
            case 5 -> RestInputs.number(data.consumeRemainingAsString());
            case 6 -> RestInputs.ifMatch(data.consumeRemainingAsString());
            case 7 -> RestInputs.idempotencyKey(data.consumeRemainingAsString());
            case 8 -> RestInputs.body(data.consumeRemainingAsString());
            case 9 -> FrameInputs.frame(data.consumeRemainingAsString());
            default -> AgentFrameInputs.frame(data.consumeRemainingAsBytes());
        }
    }
}
