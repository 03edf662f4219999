package dev.sia.server.rest.json;

import dev.sia.api.model.JobRevision;
import dev.sia.api.model.JobRevisionKind;
import dev.sia.api.model.ReviewComment;

/** What was asked of jobs. */
public final class RevisionJson {
    private RevisionJson() {}

    public static JobRevision of(dev.sia.server.job.JobRevision revision) {
        return new JobRevision()
                .number(revision.number())
                .kind(JobRevisionKind.valueOf(revision.kind().name()))
                .prompt(revision.prompt())
                .comments(revision.comments().comments().stream()
                        .map(RevisionJson::comment)
                        .toList())
                .actor(ActorJson.of(revision.actor()))
                .createdAt(revision.createdAt());
    }

    private static ReviewComment comment(dev.sia.server.job.ReviewComment comment) {
        return new ReviewComment().file(comment.file()).line(comment.line()).text(comment.text());
    }
}
