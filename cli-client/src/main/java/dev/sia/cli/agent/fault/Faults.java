package dev.sia.cli.agent.fault;

import dev.sia.cli.DurationText;
import io.grpc.Channel;
import io.grpc.ClientInterceptors;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;

/**
 * What goes wrong on purpose between an agent and its server.
 *
 * @param drop when each stream breaks
 * @param duplicateLog every log batch is sent twice
 * @param gapLog every third log batch of a stream gets lost
 * @param lateAck how late the agent answers offers and acknowledges cancellations and hints
 * @param ignoreCancel the agent does not hear Cancel
 */
public record Faults(
        Optional<StreamDrop> drop,
        boolean duplicateLog,
        boolean gapLog,
        Optional<Duration> lateAck,
        boolean ignoreCancel) {
    /** Nothing goes wrong. */
    public static final Faults NONE = new Faults(Optional.empty(), false, false, Optional.empty(), false);

    static final String DROP = "drop-stream-after";
    static final String DUPLICATE = "dup-log";
    static final String GAP = "gap-log";
    static final String LATE = "late-ack";
    static final String IGNORE = "ignore-cancel";

    /** All that there are, for people. */
    public static final String KNOWN = DROP + "=N|TIME, " + DUPLICATE + ", " + GAP + ", " + LATE + "[=TIME], " + IGNORE;

    /** With fewer the agent might never get on: so many batches are under way before the first is acknowledged, and one more. */
    private static final int LEAST_FRAMES = 5;

    private static final int MOST_FRAMES = 1_000_000;
    private static final Duration LONGEST = Duration.ofHours(1);
    private static final Duration LATE_BY = Duration.ofSeconds(5);

    /** When a stream breaks, counted anew in every stream. */
    public sealed interface StreamDrop {
        /** After so many frames of the agent that say something new. */
        record AfterFrames(int count) implements StreamDrop {}

        /** So long after the server's first frame. */
        record AfterTime(Duration time) implements StreamDrop {}
    }

    /**
     * Reads faults as they are written on the command line, {@code name} or {@code name=value}.
     *
     * @param mistakes takes a sentence for each that is not understood
     */
    public static Faults parse(List<String> words, Consumer<String> mistakes) {
        Faults faults = NONE;
        List<String> seen = new ArrayList<>();
        for (String word : words) {
            String name = word.contains("=") ? word.substring(0, word.indexOf('=')) : word;
            Optional<String> value =
                    word.contains("=") ? Optional.of(word.substring(name.length() + 1)) : Optional.empty();
            try {
                if (seen.contains(name)) {
                    throw new IllegalArgumentException(name + " is there twice");
                }
                seen.add(name);
                faults = faults.with(name, value);
            } catch (IllegalArgumentException mistake) {
                mistakes.accept(String.valueOf(mistake.getMessage()));
            }
        }
        return faults;
    }

    private Faults with(String name, Optional<String> value) {
        return switch (name) {
            case DROP -> new Faults(Optional.of(streamDrop(value)), duplicateLog, gapLog, lateAck, ignoreCancel);
            case DUPLICATE -> new Faults(drop, without(name, value), gapLog, lateAck, ignoreCancel);
            case GAP -> new Faults(drop, duplicateLog, without(name, value), lateAck, ignoreCancel);
            case LATE -> new Faults(drop, duplicateLog, gapLog, Optional.of(late(value)), ignoreCancel);
            case IGNORE -> new Faults(drop, duplicateLog, gapLog, lateAck, without(name, value));
            default -> throw new IllegalArgumentException("there is no fault '" + name + "'; there are " + KNOWN);
        };
    }

    private static boolean without(String name, Optional<String> value) {
        if (value.isPresent()) {
            throw new IllegalArgumentException(name + " takes no value");
        }
        return true;
    }

    private static StreamDrop streamDrop(Optional<String> value) {
        String text = value.orElse("");
        if (text.matches("\\d{1,7}")) {
            int frames = Integer.parseInt(text);
            if (frames >= LEAST_FRAMES && frames <= MOST_FRAMES) {
                return new StreamDrop.AfterFrames(frames);
            }
        }
        return duration(text)
                .<StreamDrop>map(StreamDrop.AfterTime::new)
                .orElseThrow(() -> new IllegalArgumentException(DROP + " needs a number of frames from " + LEAST_FRAMES
                        + " to " + MOST_FRAMES + ", such as " + DROP + "=20, or a time from 1s to 1h, such as " + DROP
                        + "=5s"));
    }

    private static Duration late(Optional<String> value) {
        return value.isEmpty()
                ? LATE_BY
                : duration(value.get())
                        .orElseThrow(() -> new IllegalArgumentException(
                                LATE + " takes a time from 1s to 1h, such as " + LATE + "=10s"));
    }

    private static Optional<Duration> duration(String text) {
        return DurationText.read(text).filter(time -> time.toSeconds() >= 1 && time.compareTo(LONGEST) <= 0);
    }

    /** Whether anything goes wrong. */
    public boolean any() {
        return !equals(NONE);
    }

    /**
     * A channel on which all of this happens to sessions.
     *
     * @param say told of every fault when it happens
     */
    public Channel on(Channel channel, Consumer<String> say) {
        return any() ? ClientInterceptors.intercept(channel, new FaultInterceptor(this, say)) : channel;
    }

    /** As it is written on the command line. */
    @Override
    public String toString() {
        List<String> words = new ArrayList<>();
        drop.ifPresent(when -> words.add(DROP
                + '='
                + switch (when) {
                    case StreamDrop.AfterFrames(int count) -> Integer.toString(count);
                    case StreamDrop.AfterTime(Duration time) -> time.toSeconds() + "s";
                }));
        if (duplicateLog) {
            words.add(DUPLICATE);
        }
        if (gapLog) {
            words.add(GAP);
        }
        lateAck.ifPresent(time -> words.add(LATE + '=' + time.toSeconds() + 's'));
        if (ignoreCancel) {
            words.add(IGNORE);
        }
        return String.join(", ", words);
    }
}
