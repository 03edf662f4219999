package dev.sia.server.job;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.InstanceOfAssertFactories.type;

import dev.sia.server.error.DomainException;
import dev.sia.server.error.ErrorCode;
import dev.sia.server.error.FieldError;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class JobRulesTest {
    private static final String URL = "https://git.example.com/acme/app.git";

    @ParameterizedTest
    @ValueSource(
            strings = {
                URL,
                "http://git.example.com:8080/app",
                "https://ada@git.example.com/app.git",
                "ssh://git@git.example.com:2222/acme/app.git",
                "git://git.example.com/app",
                "file:///srv/git/app.git",
                "git@git.example.com:acme/app.git",
                "/srv/git/app with spaces",
                "https://git.example.com:8443/@scope/app"
            })
    void takesWhateverGitCanClone(String url) {
        assertThatCode(() -> JobRules.check(wish(null, "Do it", url, "main", List.of())))
                .doesNotThrowAnyException();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "app.git",
                "../app",
                "ftp://git.example.com/app",
                "ext::sh -c touch% /tmp/x",
                "-oProxyCommand=x",
                "-u@git.example.com:app",
                "git@-oProxyCommand=x:app",
                "C:\\git\\app",
                "https://",
                "https://ada:secret@git.example.com/app",
                "https://ada:se@cret@git.example.com/app",
                "https://:secret@git.example.com/app",
                "https://git.example.com/a\npp",
                "/srv/\0"
            })
    void refusesOtherRepositories(String url) {
        assertMistakes(wish(null, "Do it", url, "main", List.of()), "/repository/url");
    }

    @ParameterizedTest
    @ValueSource(strings = {"main", "feature/x", "release-1.2", "a@b", "über", "x.lock.y"})
    void takesBranchNames(String branch) {
        assertThatCode(() -> JobRules.check(wish(null, "Do it", URL, branch, List.of())))
                .doesNotThrowAnyException();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "-x",
                "/x",
                "x/",
                ".x",
                "x.",
                "a..b",
                "a//b",
                "a/.b",
                "a.lock",
                "a.lock/b",
                "a@{b",
                "@",
                "a b",
                "a~b",
                "a^b",
                "a:b",
                "a?b",
                "a*b",
                "a[b",
                "a\\b",
                "a\tb",
                "a\nb",
                "a\u007fb"
            })
    void refusesOtherBranches(String branch) {
        assertMistakes(wish(null, "Do it", URL, branch, List.of()), "/repository/baseBranch");
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "  ", "a\nb", "a\0b", "a\u001bb"})
    void refusesTitlesThatAreNotOneLine(String title) {
        assertMistakes(wish(title, "Do it", URL, "main", List.of()), "/title");
    }

    @ParameterizedTest
    @ValueSource(strings = {"", " \n\t", "a\0b"})
    void refusesPromptsThatSayNothingOrCannotBeStored(String prompt) {
        assertMistakes(wish(null, prompt, URL, "main", List.of()), "/prompt");
    }

    @Test
    void stepsAreDistinctAndHaveWhatEveryJobNeeds() {
        assertThatCode(() -> JobRules.check(wish(null, "x", URL, "main", List.of(Step.GENERATE, Step.PREPARE))))
                .doesNotThrowAnyException();
        assertMistakes(wish(null, "x", URL, "main", List.of(Step.PREPARE)), "/steps");
        assertMistakes(wish(null, "x", URL, "main", List.of(Step.GENERATE, Step.VERIFY)), "/steps");
        assertMistakes(wish(null, "x", URL, "main", List.of(Step.PREPARE, Step.GENERATE, Step.GENERATE)), "/steps");
    }

    @Test
    void tellsEveryMistakeAtOnce() {
        assertMistakes(
                wish("\n", "\0", "nowhere", "..", List.of(Step.VERIFY, Step.VERIFY)),
                "/prompt",
                "/title",
                "/repository/url",
                "/repository/baseBranch",
                "/steps",
                "/steps");
    }

    private static void assertMistakes(CreateJob wish, String... pointers) {
        assertThatThrownBy(() -> JobRules.check(wish))
                .asInstanceOf(type(DomainException.class))
                .satisfies(refused -> {
                    assertThat(refused.code()).isEqualTo(ErrorCode.VALIDATION_FAILED);
                    assertThat(refused.details())
                            .extracting(FieldError::pointer)
                            .containsExactly(pointers);
                });
    }

    private static CreateJob wish(@Nullable String title, String prompt, String url, String branch, List<Step> steps) {
        return new CreateJob(
                title, prompt, new Repository(url, branch), steps, List.of(), JobPriority.NORMAL, JobLimits.DEFAULT);
    }
}
