package dev.sia.server.job;

import dev.sia.server.error.DomainException;
import dev.sia.server.error.FieldError;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** What the contract's schema cannot say about what people ask of jobs. */
final class JobRules {
    private static final Set<Step> REQUIRED = Set.of(Step.PREPARE, Step.GENERATE);
    private static final Pattern CONTROL = Pattern.compile("[\\x00-\\x1f\\x7f]");
    private static final Pattern CREDENTIALS = Pattern.compile("^[a-zA-Z][a-zA-Z0-9+.-]*://[^/@]*:[^/]*@.*");
    private static final Pattern SCHEME = Pattern.compile("^(https?|ssh|git|file)://.+");
    private static final Pattern SCP_LIKE =
            Pattern.compile("^[A-Za-z0-9_.][A-Za-z0-9_.-]*@[A-Za-z0-9][A-Za-z0-9.-]*:[^:].*");
    /** The rules of git check-ref-format that matter, and no leading dash, which git would read as an option. */
    private static final Pattern BAD_BRANCH = Pattern.compile(
            "^[-/.].*|.*(\\.\\.|//|/\\.|\\.lock/|@\\{|[\\x00-\\x20\\x7f~^:?*\\[\\\\]).*|.*(/|\\.|\\.lock)$|@|",
            Pattern.DOTALL);

    private static final UpdateJob NOTHING = new UpdateJob(null, null, null, null, null, null, null, null, null);
    private static final int LEAST_TIMEOUT_SECONDS = 10;

    private JobRules() {}

    /** Refuses the wish with every mistake at once. */
    static void check(CreateJob wish) {
        List<FieldError> mistakes = new ArrayList<>();
        checkText("/prompt", wish.prompt(), mistakes);
        checkTitle(wish.title(), mistakes);
        checkRepository(wish.repository(), mistakes);
        checkSteps(wish.steps(), mistakes);
        refuse(mistakes);
    }

    /** Refuses the change with every mistake at once. */
    static void check(UpdateJob wish) {
        List<FieldError> mistakes = new ArrayList<>();
        if (wish.equals(NOTHING)) {
            mistakes.add(FieldError.inBody("", "must name something to change"));
        }
        checkText("/prompt", wish.prompt(), mistakes);
        checkTitle(wish.title(), mistakes);
        checkTimeout("/stepTimeoutSeconds", wish.stepTimeoutSeconds(), mistakes);
        checkTimeout("/jobTimeoutSeconds", wish.jobTimeoutSeconds(), mistakes);
        refuse(mistakes);
    }

    static void checkPrompt(@Nullable String prompt) {
        List<FieldError> mistakes = new ArrayList<>();
        checkText("/prompt", prompt, mistakes);
        refuse(mistakes);
    }

    static void check(Review review, @Nullable String prompt) {
        List<FieldError> mistakes = new ArrayList<>();
        checkText("/prompt", prompt, mistakes);
        for (int index = 0; index < review.comments().size(); index++) {
            checkComment("/comments/" + index, review.comments().get(index), mistakes);
        }
        refuse(mistakes);
    }

    private static void checkComment(String pointer, ReviewComment comment, List<FieldError> mistakes) {
        checkText(pointer + "/text", comment.text(), mistakes);
        String file = comment.file();
        if (file == null && comment.line() != null) {
            mistakes.add(FieldError.inBody(pointer + "/line", "must come with a file"));
        } else if (file != null && (file.isBlank() || CONTROL.matcher(file).find())) {
            mistakes.add(FieldError.inBody(pointer + "/file", "must be one line and not blank"));
        }
    }

    private static void checkText(String pointer, @Nullable String text, List<FieldError> mistakes) {
        if (text == null) {
            return;
        }
        if (text.isBlank()) {
            mistakes.add(FieldError.inBody(pointer, "must not be blank"));
        }
        if (text.indexOf('\0') >= 0) {
            mistakes.add(FieldError.inBody(pointer, "must not hold the NUL character"));
        }
    }

    private static void checkTimeout(String pointer, @Nullable Integer seconds, List<FieldError> mistakes) {
        if (seconds != null && seconds != 0 && seconds < LEAST_TIMEOUT_SECONDS) {
            mistakes.add(FieldError.inBody(pointer, "must be 0 for none, or at least " + LEAST_TIMEOUT_SECONDS));
        }
    }

    private static void refuse(List<FieldError> mistakes) {
        if (!mistakes.isEmpty()) {
            throw DomainException.invalid(mistakes);
        }
    }

    private static void checkTitle(@Nullable String title, List<FieldError> mistakes) {
        if (title != null && (title.isBlank() || CONTROL.matcher(title).find())) {
            mistakes.add(FieldError.inBody("/title", "must be one line and not blank"));
        }
    }

    private static void checkRepository(Repository repository, List<FieldError> mistakes) {
        String url = repository.url();
        if (CONTROL.matcher(url).find()) {
            mistakes.add(FieldError.inBody("/repository/url", "must not hold control characters"));
        } else if (CREDENTIALS.matcher(url).matches()) {
            mistakes.add(FieldError.inBody(
                    "/repository/url", "must not hold a password; configure git on the agent's machine instead"));
        } else if (!url.startsWith("/")
                && !SCHEME.matcher(url).matches()
                && !SCP_LIKE.matcher(url).matches()) {
            mistakes.add(FieldError.inBody(
                    "/repository/url",
                    "must be an http, https, ssh, git or file URL, user@host:path, or an absolute path"));
        }
        if (BAD_BRANCH.matcher(repository.baseBranch()).matches()) {
            mistakes.add(FieldError.inBody("/repository/baseBranch", "is not a valid branch name"));
        }
    }

    private static void checkSteps(List<Step> steps, List<FieldError> mistakes) {
        if (steps.isEmpty()) {
            return;
        }
        Set<Step> distinct = new HashSet<>(steps);
        if (distinct.size() < steps.size()) {
            mistakes.add(FieldError.inBody("/steps", "must name each step at most once"));
        }
        if (!distinct.containsAll(REQUIRED)) {
            mistakes.add(FieldError.inBody("/steps", "must have prepare and generate"));
        }
    }
}
