package dev.sia.contracts.tenancy;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sia.contracts.TestServer;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.atomic.AtomicReference;
import org.awaitility.Awaitility;

/** All that is stored of an organization, once it has come to rest, to be compared with what is there later. */
record Unchanged(TestServer server, Neighbour neighbour, Map<String, List<String>> before) {
    private static final Duration PATIENCE = Duration.ofSeconds(30);
    private static final Duration REST = Duration.ofMillis(100);

    static Unchanged from(TestServer server, Neighbour neighbour) {
        AtomicReference<Map<String, List<String>>> last = new AtomicReference<>(Map.of());
        Awaitility.await("the organization at rest")
                .atMost(PATIENCE)
                .pollInterval(REST)
                .until(() -> {
                    Map<String, List<String>> now = server.storedRows().of(neighbour.organizationId());
                    return now.getOrDefault("outbox", List.of()).isEmpty() && now.equals(last.getAndSet(now));
                });
        return new Unchanged(server, neighbour, Objects.requireNonNull(last.get()));
    }

    void check() {
        Map<String, List<String>> now = server.storedRows().of(neighbour.organizationId());
        before.forEach((table, rows) -> assertThat(now.get(table)).as(table).isEqualTo(rows));
    }
}
