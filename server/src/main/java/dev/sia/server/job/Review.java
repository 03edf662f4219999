package dev.sia.server.job;

import dev.sia.server.db.StoredAsJson;
import java.util.List;

/** What a reviewer said when sending a job back. */
@StoredAsJson
public record Review(List<ReviewComment> comments) {
    public static final Review NONE = new Review(List.of());

    public Review {
        comments = List.copyOf(comments);
    }
}
