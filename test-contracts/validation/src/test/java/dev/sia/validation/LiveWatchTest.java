package dev.sia.validation;

import static org.assertj.core.api.Assertions.assertThat;

import org.eclipse.jetty.websocket.core.CloseStatus;
import org.eclipse.jetty.websocket.core.Frame;
import org.eclipse.jetty.websocket.core.OpCode;
import org.junit.jupiter.api.Test;

class LiveWatchTest {
    private static final LiveRules RULES = Contracts.read().live();
    private static final String SUBSCRIBED =
            "{\"type\":\"subscribed\",\"subscriptionId\":\"a\",\"headSeq\":1,\"oldestSeq\":1%s}";
    private static final String ERROR =
            "{\"type\":\"error\",\"subscriptionId\":\"a\",\"code\":\"not_found\",\"detail\":\"No.\"}";
    private static final String BAD_SUBSCRIBE =
            "{\"type\":\"subscribe\",\"subscriptionId\":\"a\",\"topic\":\"weather\",\"organizationId\":\"1189c444-8a2d-4c41-8b4b-ae43ce79a492\"}";

    private final Findings findings = new Findings(_ -> {});
    private final LiveWatch watch = new LiveWatch(RULES, findings);

    private static Frame text(String text) {
        return new Frame(OpCode.TEXT, text);
    }

    private static Frame close(int code) {
        return new CloseStatus(code).toFrame();
    }

    @Test
    void whatIsDeclaredPasses() {
        watch.received(text("{\"type\":\"authenticate\",\"token\":\"t\"}"));
        watch.sent(text(SUBSCRIBED.formatted("")));
        watch.sent(close(1001));

        assertThat(findings.take()).isEmpty();
        assertThat(findings.frames()).isEqualTo(2);
    }

    @Test
    void anUndeclaredFieldOfTheServerIsTold() {
        watch.sent(text(SUBSCRIBED.formatted(",\"mood\":\"good\"")));

        assertThat(findings.take())
                .singleElement()
                .asString()
                .contains("'subscribed' of the server", "'mood'", "live.Subscribed");
    }

    @Test
    void anUndeclaredFrameOfTheServerIsTold() {
        watch.sent(text("{\"type\":\"weather\"}"));

        assertThat(findings.take()).containsExactly("live frame 'weather' of the server: not declared");
    }

    @Test
    void anErrorWithACodeThatSubscriptionsDoNotHaveIsTold() {
        watch.sent(text(ERROR));
        watch.sent(text(ERROR.replace("not_found", "agent_busy")));

        assertThat(findings.take())
                .containsExactly("live frame 'error' of the server: code agent_busy is not declared");
    }

    @Test
    void aFrameInPartsIsOne() {
        String frame = SUBSCRIBED.formatted("");
        watch.sent(new Frame(OpCode.TEXT, false, frame.substring(0, 20)));
        assertThat(findings.frames()).isZero();
        watch.sent(new Frame(OpCode.CONTINUATION, true, frame.substring(20)));

        assertThat(findings.take()).isEmpty();
        assertThat(findings.frames()).isEqualTo(1);
    }

    @Test
    void aWrongFrameThatTheServerTakesIsTold() {
        watch.received(text(BAD_SUBSCRIBE));
        watch.sent(text(SUBSCRIBED.formatted("")));

        assertThat(findings.take())
                .singleElement()
                .asString()
                .contains("accepted", "'subscribe' of the client", "/topic");
    }

    @Test
    void aWrongFrameThatTheServerRefusesIsTheClientsRight() {
        watch.received(text(BAD_SUBSCRIBE));
        watch.sent(text(ERROR));
        watch.sent(text(SUBSCRIBED.formatted("")));
        watch.received(text("{\"type\":\"subscribe\"}"));
        watch.sent(close(4400));

        assertThat(findings.take()).isEmpty();
    }

    @Test
    void anUndeclaredCloseCodeIsToldUnlessTheClientBegan() {
        watch.sent(close(4999));
        assertThat(findings.take()).containsExactly("live: close code 4999 is not declared");

        watch.received(close(1000));
        watch.sent(close(1000));
        assertThat(findings.take()).isEmpty();
    }
}
