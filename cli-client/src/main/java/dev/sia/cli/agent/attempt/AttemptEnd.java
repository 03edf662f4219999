package dev.sia.cli.agent.attempt;

import dev.sia.api.agent.v1.AttemptResult;
import dev.sia.api.agent.v1.FailureClass;
import dev.sia.api.agent.v1.Outcome;
import dev.sia.api.agent.v1.Publication;
import dev.sia.api.agent.v1.Step;
import dev.sia.cli.agent.mask.Masker;
import java.util.Optional;

/** How an attempt ended. */
sealed interface AttemptEnd {
    /** All steps succeeded; with what was published, if publishing was one of them. */
    record Succeeded(Optional<Publication> publication) implements AttemptEnd {}

    /** A step failed, or the agent did. */
    record Failed(FailureClass failureClass, Step step, String message) implements AttemptEnd {}

    /** Stopped because the server asked for it. */
    record Cancelled() implements AttemptEnd {}

    /** Most characters of a failure message. */
    int MAX_MESSAGE = 2000;

    /** Writes it into the message for the server. */
    default void describe(AttemptResult.Builder result) {
        switch (this) {
            case Succeeded(Optional<Publication> publication) -> {
                result.setOutcome(Outcome.OUTCOME_SUCCEEDED);
                publication.ifPresent(result::setPublication);
            }
            case Failed(FailureClass failureClass, Step step, String message) ->
                result.setOutcome(Outcome.OUTCOME_FAILED)
                        .setFailureClass(failureClass)
                        .setFailedStep(step)
                        .setFailureMessage(cut(message));
            case Cancelled() -> result.setOutcome(Outcome.OUTCOME_CANCELLED);
        }
    }

    /** The same without secrets. */
    default AttemptEnd masked(Masker masker) {
        return switch (this) {
            case Succeeded(Optional<Publication> publication) ->
                new Succeeded(publication.map(it -> masked(it, masker)));
            case Failed(FailureClass failureClass, Step step, String message) ->
                new Failed(failureClass, step, masker.mask(message));
            case Cancelled cancelled -> cancelled;
        };
    }

    private static Publication masked(Publication publication, Masker masker) {
        return publication.toBuilder()
                .setPullRequestUrl(masker.mask(publication.getPullRequestUrl()))
                .build();
    }

    private static String cut(String text) {
        String message = text.replace('\0', '\uFFFD');
        if (message.codePointCount(0, message.length()) <= MAX_MESSAGE) {
            return message;
        }
        return message.substring(0, message.offsetByCodePoints(0, MAX_MESSAGE - 1)) + '…';
    }
}
