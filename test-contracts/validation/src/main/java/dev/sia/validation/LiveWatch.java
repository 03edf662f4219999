package dev.sia.validation;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.eclipse.jetty.websocket.core.CloseStatus;
import org.eclipse.jetty.websocket.core.Frame;
import org.eclipse.jetty.websocket.core.OpCode;

/**
 * Looks on at one live session, from the server's side. A frame of the client that breaks its schema is the client's right, as long
 * as the server does not take it: with an answer that belongs to it, the server has.
 */
final class LiveWatch {
    /** More than any frame has. */
    private static final int LARGEST_FRAME = 64 << 20;

    private static final Set<String> ACCEPTING = Set.of("authenticated", "subscribed", "unsubscribed");

    private final LiveRules rules;
    private final Findings findings;
    private final ByteArrayOutputStream incoming = new ByteArrayOutputStream();
    private final ByteArrayOutputStream outgoing = new ByteArrayOutputStream();
    private final List<BadFrame> untold = new ArrayList<>();
    private boolean closing;

    /** A frame of the client that is not answered yet. */
    private record BadFrame(String type, String subscriptionId, List<String> flaws) {}

    LiveWatch(LiveRules rules, Findings findings) {
        this.rules = rules;
        this.findings = findings;
    }

    /** A frame, or a part of one, comes from the client. */
    synchronized void received(Frame frame) {
        if (frame.getOpCode() == OpCode.CLOSE) {
            closing = true;
        } else if (isText(frame) && isWhole(incoming, frame)) {
            String text = taken(incoming);
            List<String> flaws = rules.clientFlaws(text);
            findings.countFrame();
            if (!flaws.isEmpty()) {
                JsonNode json = LiveRules.json(text);
                untold.add(new BadFrame(
                        json.path("type").asText(), json.path("subscriptionId").asText(), flaws));
            }
        }
    }

    /** A frame goes to the client. */
    synchronized void sent(Frame frame) {
        if (frame.getOpCode() == OpCode.CLOSE) {
            // Whoever is told good-bye says it with the same code.
            if (!closing) {
                rules.closeFlaws(CloseStatus.getCloseStatus(frame).getCode()).forEach(findings::add);
            }
            untold.clear();
        } else if (frame.getOpCode() == OpCode.BINARY) {
            findings.add("live: a binary frame of the server");
        } else if (isText(frame) && isWhole(outgoing, frame)) {
            String text = taken(outgoing);
            findings.countFrame();
            rules.serverFlaws(text).forEach(findings::add);
            if (!untold.isEmpty()) {
                settle(LiveRules.json(text));
            }
        }
    }

    private void settle(JsonNode answer) {
        String type = answer.path("type").asText();
        untold.removeIf(bad -> {
            boolean sameSubscription =
                    bad.subscriptionId().equals(answer.path("subscriptionId").asText());
            boolean accepted = ACCEPTING.contains(type) && type.startsWith(bad.type()) && sameSubscription;
            if (accepted) {
                bad.flaws().forEach(flaw -> findings.add("accepted: " + flaw));
            }
            return accepted || (type.equals("error") && sameSubscription);
        });
    }

    private static boolean isText(Frame frame) {
        return frame.getOpCode() == OpCode.TEXT || frame.getOpCode() == OpCode.CONTINUATION;
    }

    private boolean isWhole(ByteArrayOutputStream parts, Frame frame) {
        ByteBuffer part = frame.getPayload().slice();
        byte[] bytes = new byte[part.remaining()];
        part.get(bytes);
        if (parts.size() + bytes.length <= LARGEST_FRAME) {
            parts.writeBytes(bytes);
        }
        return frame.isFin();
    }

    private static String taken(ByteArrayOutputStream parts) {
        String text = parts.toString(StandardCharsets.UTF_8);
        parts.reset();
        return text;
    }
}
