package dev.sia.server.live;

import org.eclipse.jetty.websocket.core.ExtensionConfig;
import org.eclipse.jetty.websocket.core.Frame;
import org.eclipse.jetty.websocket.core.OutgoingEntry;
import org.eclipse.jetty.websocket.core.WebSocketComponents;
import org.eclipse.jetty.websocket.core.internal.PerMessageDeflateExtension;

/**
 * permessage-deflate for frames that gain from it: a few live lines do not, a piece of backlog does. What was sent
 * is not kept for the next message, so an idle session holds no compressor. Public because Jetty makes it by reflection.
 */
public final class LargeFrameDeflate extends PerMessageDeflateExtension {
    static final String NAME = "permessage-deflate";
    private static final int LEAST_BYTES = 4 * 1024;
    private static final String NO_SERVER_CONTEXT = "server_no_context_takeover";

    @Override
    public void init(ExtensionConfig asked, WebSocketComponents components) {
        ExtensionConfig frugal = new ExtensionConfig(asked);
        frugal.setParameter(NO_SERVER_CONTEXT);
        super.init(frugal, components);
    }

    @Override
    public void sendFrame(OutgoingEntry entry) {
        Frame frame = entry.getFrame();
        if (frame.isFin() && frame.getPayloadLength() < LEAST_BYTES) {
            nextOutgoingFrame(entry);
        } else {
            super.sendFrame(entry);
        }
    }
}
