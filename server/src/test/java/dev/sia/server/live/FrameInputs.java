package dev.sia.server.live;

/** Made-up live frames: each is read, or ends the session as malformed. */
public final class FrameInputs {
    private static final FrameJson FRAMES = new FrameJson();

    private FrameInputs() {}

    /** Any text. */
    public static void frame(String text) {
        try {
            FRAMES.read(text).type();
        } catch (SessionEnd end) {
            if (end.code() != CloseCode.MALFORMED) {
                throw new AssertionError("Ended as " + end.code(), end);
            }
        }
    }
}
