package dev.sia.contracts.audit;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.function.Consumer;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;

/** An auditor that finds nothing proves nothing: each fault is made by hand and must be found, as what it is. */
class LogAuditTest {
    private static final LogName LOG = new LogName(UUID.randomUUID(), UUID.randomUUID(), 1);
    private static final LogName NEXT_ATTEMPT = new LogName(LOG.organization(), LOG.job(), 2);
    private static final LogName OTHER = new LogName(UUID.randomUUID(), UUID.randomUUID(), 1);
    private static final List<Written> WRITTEN = List.of(written(LOG), written(NEXT_ATTEMPT), written(OTHER));

    private final List<AuditedLine> stored = new ArrayList<>(lines(LOG));
    private final List<Received.Line> seen = new ArrayList<>(named(LOG));
    private final List<Received.End> ends = new ArrayList<>(List.of(end(LOG), end(NEXT_ATTEMPT)));
    private String digest = "digest";
    private boolean complete = true;

    LogAuditTest() {
        seen.addAll(named(NEXT_ATTEMPT));
    }

    private static List<AuditedLine> lines(LogName log) {
        return LongStream.rangeClosed(1, 5).mapToObj(seq -> line(log, seq)).toList();
    }

    private static AuditedLine line(LogName log, long seq) {
        return new AuditedLine(
                seq,
                Instant.EPOCH.plusSeconds(seq),
                "stdout",
                "generate",
                false,
                false,
                0,
                log.job() + " " + log.attempt() + " " + seq);
    }

    private static List<Received.Line> named(LogName log) {
        return lines(log).stream().map(line -> new Received.Line(log, line)).toList();
    }

    private static Written written(LogName log) {
        return new Written(log, lines(log), 5, 0, "digest");
    }

    private static Stored stored(LogName log) {
        return new Stored(log, lines(log), "digest", true);
    }

    private static Received.End end(LogName log) {
        return new Received.End(log, 5, true);
    }

    private Findings compare() {
        return compare(WRITTEN);
    }

    private Findings compare(List<Written> written) {
        return LogAudit.compare(
                written,
                List.of(new Stored(LOG, stored, digest, complete), stored(NEXT_ATTEMPT), stored(OTHER)),
                List.of(new Received("reader", List.of(LOG, NEXT_ATTEMPT), seen, ends)));
    }

    private static Consumer<Findings> only(
            int lost, int duplicate, int reordered, int crossOrganization, int changed, int unproven) {
        return findings -> {
            assertThat(findings)
                    .hasToString("lost=%d duplicate=%d reordered=%d cross_organization=%d changed=%d unproven=%d"
                            .formatted(lost, duplicate, reordered, crossOrganization, changed, unproven));
            assertThat(findings.isClean()).isFalse();
            assertThat(findings.details()).isNotEmpty();
        };
    }

    @Test
    void findsNothingWhenAllSayTheSame() {
        assertThat(compare().isClean()).isTrue();
        assertThat(compare().details()).isEmpty();
    }

    @Test
    void findsARecordThatTheDatabaseHasNot() {
        stored.remove(2);
        assertThat(compare()).satisfies(only(1, 0, 0, 0, 0, 0));
    }

    @Test
    void findsTheLastRecordMissing() {
        stored.removeLast();
        assertThat(compare()).satisfies(only(1, 0, 0, 0, 0, 0));
    }

    @Test
    void findsALogThatTheDatabaseHasNot() {
        Findings findings = LogAudit.compare(WRITTEN, List.of(stored(LOG), stored(OTHER)), List.of());
        assertThat(findings).satisfies(only(5, 0, 0, 0, 0, 0));
    }

    @Test
    void findsALogThatNobodyWrote() {
        Findings findings = LogAudit.compare(List.of(written(OTHER)), List.of(stored(LOG), stored(OTHER)), List.of());
        assertThat(findings).satisfies(only(0, 0, 0, 0, 5, 1));
    }

    @Test
    void findsAnAcknowledgementThatWasTakenBack() {
        List<Written> takenBack =
                List.of(new Written(LOG, lines(LOG), 5, 3, "digest"), written(NEXT_ATTEMPT), written(OTHER));
        assertThat(compare(takenBack)).satisfies(only(3, 0, 0, 0, 0, 0));
    }

    @Test
    void findsAnAcknowledgementOfWhatWasNeverSent() {
        List<Written> tooFar =
                List.of(new Written(LOG, lines(LOG), 6, 0, "digest"), written(NEXT_ATTEMPT), written(OTHER));
        assertThat(compare(tooFar)).satisfies(only(0, 0, 0, 0, 0, 1));
    }

    @Test
    void findsARecordThatAReaderHasNot() {
        seen.remove(3);
        assertThat(compare()).satisfies(only(1, 0, 0, 0, 0, 0));
    }

    @Test
    void findsAReaderThatSawNothingOfAnAttempt() {
        seen.removeAll(named(NEXT_ATTEMPT));
        assertThat(compare()).satisfies(only(5, 0, 0, 0, 0, 0));
    }

    @Test
    void findsARecordThatIsStoredTwice() {
        stored.add(3, stored.get(2));
        assertThat(compare()).satisfies(only(0, 1, 0, 0, 0, 0));
    }

    @Test
    void findsARecordThatAReaderSawTwice() {
        seen.add(seen.getFirst());
        assertThat(compare()).satisfies(only(0, 1, 0, 0, 0, 0));
    }

    @Test
    void findsARecordThatCameTooLate() {
        seen.add(3, seen.remove(1));
        assertThat(compare()).satisfies(only(0, 0, 1, 0, 0, 0));
    }

    @Test
    void findsAnEarlierAttemptAfterALaterOne() {
        seen.add(seen.remove(4));
        assertThat(compare()).satisfies(only(0, 0, 1, 0, 0, 0));
    }

    @Test
    void findsAnotherOrganizationsRecordInTheDatabase() {
        stored.set(1, line(OTHER, 2));
        assertThat(compare()).satisfies(only(0, 0, 0, 1, 0, 0));
    }

    @Test
    void findsAnotherOrganizationsRecordWithAReader() {
        seen.add(new Received.Line(
                NEXT_ATTEMPT,
                new AuditedLine(
                        6,
                        Instant.EPOCH,
                        "stdout",
                        "generate",
                        false,
                        false,
                        0,
                        line(OTHER, 1).text())));
        assertThat(compare()).satisfies(only(0, 0, 0, 1, 0, 0));
    }

    @Test
    void findsAnotherJobsRecordOfTheSameOrganization() {
        stored.set(1, line(NEXT_ATTEMPT, 2));
        assertThat(compare()).satisfies(only(0, 0, 0, 0, 1, 0));
    }

    @Test
    void findsAChangedText() {
        AuditedLine line = stored.get(1);
        stored.set(1, new AuditedLine(2, line.at(), "stdout", "generate", false, false, 0, line.text() + "."));
        assertThat(compare()).satisfies(only(0, 0, 0, 0, 1, 0));
    }

    @Test
    void findsEveryOtherChange() {
        AuditedLine line = line(LOG, 1);
        String text = line.text();
        List<AuditedLine> changes = List.of(
                new AuditedLine(1, line.at().plusNanos(1_000), "stdout", "generate", false, false, 0, text),
                new AuditedLine(1, line.at(), "stderr", "generate", false, false, 0, text),
                new AuditedLine(1, line.at(), "stdout", "verify", false, false, 0, text),
                new AuditedLine(1, line.at(), "stdout", "generate", true, false, 0, text),
                new AuditedLine(1, line.at(), "stdout", "generate", false, true, 0, text),
                new AuditedLine(1, line.at(), "stdout", "generate", false, false, 1, text));
        for (AuditedLine change : changes) {
            seen.set(0, new Received.Line(LOG, change));
            assertThat(compare()).satisfies(only(0, 0, 0, 0, 1, 0));
        }
    }

    @Test
    void findsAnotherDigest() {
        digest = "another";
        assertThat(compare()).satisfies(only(0, 0, 0, 0, 0, 1));
    }

    @Test
    void findsALogThatDoesNotCountAsComplete() {
        complete = false;
        assertThat(compare()).satisfies(only(0, 0, 0, 0, 0, 1));
    }

    @Test
    void findsAnIncompleteEnd() {
        ends.set(1, new Received.End(NEXT_ATTEMPT, 5, false));
        assertThat(compare()).satisfies(only(0, 0, 0, 0, 0, 1));
    }

    @Test
    void findsAnEndOfALogThatNobodyWrote() {
        ends.add(new Received.End(new LogName(LOG.organization(), LOG.job(), 3), 0, true));
        assertThat(compare()).satisfies(only(0, 0, 0, 0, 0, 1));
    }

    @Test
    void findsAReaderThatSawNothing() {
        seen.clear();
        ends.clear();
        assertThat(compare()).satisfies(only(10, 0, 0, 0, 0, 0));
    }

    @Test
    void findsAnEndThatIsToldTwiceOrTooEarly() {
        ends.add(end(LOG));
        assertThat(compare()).satisfies(only(0, 0, 0, 0, 0, 1));
        ends.remove(2);
        ends.set(0, new Received.End(LOG, 4, true));
        assertThat(compare()).satisfies(only(0, 0, 0, 0, 0, 1));
    }
}
