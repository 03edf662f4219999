package dev.sia.server.job;

import java.util.List;

/** Puts into one text what the coding tool is to be asked: the prompt, and what a reviewer said about the work so far. */
public final class WorkPrompt {
    private WorkPrompt() {}

    public static String of(Job job, Review review) {
        if (review.comments().isEmpty()) {
            return job.prompt();
        }
        StringBuilder text = new StringBuilder(job.prompt().stripTrailing()).append("\n\n");
        if (continuesWorkBranch(job)) {
            text.append("The work so far is on this branch, ")
                    .append(job.workBranch())
                    .append(". Go on from there. ");
        }
        text.append("A reviewer has asked for these changes:\n");
        List<ReviewComment> comments = review.comments();
        for (int index = 0; index < comments.size(); index++) {
            append(text, index + 1, comments.get(index));
        }
        return text.toString();
    }

    /** Whether an earlier attempt has published the branch, so that the next one goes on from it. */
    public static boolean continuesWorkBranch(Job job) {
        Publication publication = job.publication();
        return publication != null && publication.branch().equals(job.workBranch());
    }

    private static void append(StringBuilder text, int number, ReviewComment comment) {
        text.append('\n').append(number).append(". ");
        if (comment.file() != null) {
            text.append(comment.file());
            if (comment.line() != null) {
                text.append(", line ").append(comment.line());
            }
            text.append(": ");
        }
        text.append(comment.text().strip().replace("\n", "\n   ")).append('\n');
    }
}
