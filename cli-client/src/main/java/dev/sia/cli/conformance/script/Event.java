package dev.sia.cli.conformance.script;

import dev.sia.api.agent.v1.ConnectRequest;
import java.time.Duration;
import java.util.Locale;

/**
 * Something that the agent did, as the server saw it.
 *
 * @param number counts all events of a rule from 1
 * @param at time since the server was there
 * @param stream which of the agent's sessions, from 1; 0 for none
 * @param what the kind
 * @param frame what was sent; empty unless it is a frame
 * @param note more about it, for people
 */
public record Event(int number, Duration at, int stream, What what, ConnectRequest frame, String note) {
    /** Kinds of events. */
    public enum What {
        /** Enrol was called. */
        ENROL,
        /** RotateCredential or ConfirmCredential was called. */
        ROTATE,
        /** Connect was called. */
        OPEN,
        /** The server answered Attach with Attached. */
        TAKEN_IN,
        /** A frame came. */
        FRAME,
        /** A frame about an attempt came under a lease that is not live. */
        DEAD_LEASE,
        /** The agent ended or broke off its side of the stream. */
        END
    }

    /** Whether it is a frame of this kind. */
    public boolean is(ConnectRequest.FrameCase kind) {
        return what == What.FRAME && frame.getFrameCase() == kind;
    }

    /** Whether it is a frame about this attempt. */
    public boolean isAbout(String attemptId) {
        return what == What.FRAME && Frames.attempt(frame).equals(attemptId);
    }

    /** For people. */
    public String describe() {
        String content = what == What.FRAME
                ? Frames.describe(frame)
                : what.name().charAt(0) + what.name().substring(1).toLowerCase(Locale.ROOT);
        String where = stream == 0 ? "" : "stream " + stream + ", ";
        String more = note.isEmpty() ? "" : " (" + note + ")";
        return "#%d %s%.1f s: %s%s".formatted(number, where, at.toMillis() / 1000.0, content, more);
    }
}
