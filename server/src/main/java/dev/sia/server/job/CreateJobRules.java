package dev.sia.server.job;

import dev.sia.server.error.DomainException;
import dev.sia.server.error.FieldError;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** What the contract's schema cannot say about a new job. */
final class CreateJobRules {
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

    private CreateJobRules() {}

    /** Refuses the wish with every mistake at once. */
    static void check(CreateJob wish) {
        List<FieldError> mistakes = new ArrayList<>();
        if (wish.prompt().isBlank()) {
            mistakes.add(FieldError.inBody("/prompt", "must not be blank"));
        }
        if (wish.prompt().indexOf('\0') >= 0) {
            mistakes.add(FieldError.inBody("/prompt", "must not hold the NUL character"));
        }
        checkTitle(wish.title(), mistakes);
        checkRepository(wish.repository(), mistakes);
        checkSteps(wish.steps(), mistakes);
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
