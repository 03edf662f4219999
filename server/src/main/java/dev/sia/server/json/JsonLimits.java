package dev.sia.server.json;

import com.fasterxml.jackson.core.StreamReadConstraints;

/** What JSON from outside may be like: far above what any contract needs, far below what hurts. */
public final class JsonLimits {
    /** A body's or a frame's size is limited where it is read. */
    public static final StreamReadConstraints CONSTRAINTS = StreamReadConstraints.builder()
            .maxNestingDepth(32)
            .maxNumberLength(40)
            .maxNameLength(256)
            .build();

    private JsonLimits() {}
}
