package dev.sia.server.job;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.HexFormat;
import java.util.List;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class RequestHashTest {
    private static final Repository REPOSITORY = new Repository("/srv/app", "main");

    @Test
    void equalWishesHaveEqualHashes() {
        assertThat(hash(wish("t", "p", List.of("a", "b")))).isEqualTo(hash(wish("t", "p", List.of("a", "b"))));
    }

    @Test
    void everyPartCounts() {
        CreateJob one = wish("t", "p", List.of("a"));
        assertThat(Stream.of(
                                one,
                                wish(null, "p", List.of("a")),
                                wish("null", "p", List.of("a")),
                                wish("t", "q", List.of("a")),
                                wish("t", "p", List.of()),
                                wish("t", "p", List.of("a", "b")),
                                new CreateJob(
                                        "t",
                                        "p",
                                        new Repository("/x", "main"),
                                        List.of(),
                                        one.labels(),
                                        one.priority(),
                                        JobLimits.DEFAULT),
                                new CreateJob(
                                        "t",
                                        "p",
                                        new Repository("/srv/app", "x"),
                                        List.of(),
                                        one.labels(),
                                        one.priority(),
                                        JobLimits.DEFAULT),
                                new CreateJob(
                                        "t",
                                        "p",
                                        REPOSITORY,
                                        List.of(Step.PREPARE),
                                        one.labels(),
                                        one.priority(),
                                        JobLimits.DEFAULT),
                                new CreateJob(
                                        "t",
                                        "p",
                                        REPOSITORY,
                                        List.of(),
                                        one.labels(),
                                        JobPriority.HIGH,
                                        JobLimits.DEFAULT),
                                limited(one, JobLimits.ofAttempt(60)),
                                limited(one, new JobLimits(null, 60, null, RetryPolicy.DEFAULT)),
                                limited(one, new JobLimits(null, null, 60, RetryPolicy.DEFAULT)),
                                limited(one, new JobLimits(null, null, null, new RetryPolicy(3, List.of()))))
                        .map(RequestHashTest::hash))
                .doesNotHaveDuplicates();
    }

    @Test
    void textOfOnePartDoesNotPassForAnother() {
        assertThat(hash(wish("a", "b, prompt=c", List.of()))).isNotEqualTo(hash(wish("a, prompt=b", "c", List.of())));
        assertThat(hash(wish("t", "p", List.of("a, b")))).isNotEqualTo(hash(wish("t", "p", List.of("a", "b"))));
        assertThat(hash(new CreateJob(
                        "t", "p", REPOSITORY, List.of(Step.PREPARE), List.of(), JobPriority.LOW, JobLimits.DEFAULT)))
                .isNotEqualTo(hash(new CreateJob(
                        "t", "p", REPOSITORY, List.of(), List.of("PREPARE"), JobPriority.LOW, JobLimits.DEFAULT)));
    }

    private static CreateJob limited(CreateJob wish, JobLimits limits) {
        return new CreateJob("t", "p", REPOSITORY, List.of(), wish.labels(), wish.priority(), limits);
    }

    private static CreateJob wish(@Nullable String title, String prompt, List<String> labels) {
        return new CreateJob(title, prompt, REPOSITORY, List.of(), labels, JobPriority.NORMAL, JobLimits.DEFAULT);
    }

    private static String hash(CreateJob wish) {
        return HexFormat.of().formatHex(RequestHash.of(wish));
    }
}
