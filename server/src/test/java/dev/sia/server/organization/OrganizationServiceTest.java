package dev.sia.server.organization;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import dev.sia.server.Features;
import dev.sia.server.TestFeatures;
import dev.sia.server.TestSql;
import dev.sia.server.db.TestDatabase;
import dev.sia.server.error.DomainException;
import dev.sia.server.event.EventType;
import dev.sia.server.event.NewEvent;
import dev.sia.server.queue.QueueName;
import dev.sia.server.queue.QueueOverview;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.Callable;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

class OrganizationServiceTest {
    @RegisterExtension
    static final TestDatabase postgres = TestDatabase.with(Features.MAPPERS.toArray(Class<?>[]::new));

    private final OrganizationId id = new OrganizationId(UUID.randomUUID());

    @Test
    void manyWhoLearnOfItAtOnceMakeItOnceWithItsQueues() throws Exception {
        try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
            List<Callable<Organization>> nodes = IntStream.range(0, 16)
                    .mapToObj(number -> (Callable<Organization>) () -> {
                        OrganizationService service = features().organizations;
                        service.learn(id, "Acme");
                        return service.find(id);
                    })
                    .toList();
            assertThat(threads.invokeAll(nodes))
                    .extracting(Future::resultNow)
                    .allSatisfy(found -> assertThat(found.name()).isEqualTo("Acme"));
        }
        assertThat(features().queues.overview(id))
                .extracting(QueueOverview::name)
                .containsExactlyElementsOf(QueueName.SERVING_ORDER);
    }

    @Test
    void newNameIsLearnedAndUnknownOnesDoNotExist() {
        OrganizationService service = features().organizations;
        service.learn(id, "Acme");
        service.learn(id, "Acme Corporation");
        assertThat(service.find(id).name()).isEqualTo("Acme Corporation");
        assertThatThrownBy(() -> service.find(new OrganizationId(UUID.randomUUID())))
                .isInstanceOf(DomainException.class);
    }

    /** Whoever changes a queue locks it first and the organization last; learning must not do it the other way round. */
    @Test
    void learningDoesNotCollideWithAJobThatIsBeingQueued() throws Exception {
        Features first = features();
        first.organizations.learn(id, "Acme");
        TestSql sql = new TestSql(postgres.database());
        try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
            Future<?> learning = postgres.database().acrossOrganizations(tx -> {
                first.queues.endRanks(tx, id, QueueName.BACKLOG, 1);
                Future<?> other = threads.submit(() -> features().organizations.learn(id, "New name"));
                await().until(() -> other.isDone() || sql.waiting() > 0);
                first.events.append(
                        tx,
                        id,
                        NewEvent.of(EventType.JOB_QUEUED, TestFeatures.ADA).build());
                return other;
            });
            learning.get();
        }
        assertThat(first.organizations.find(id).name()).isEqualTo("New name");
    }

    private static Features features() {
        return new TestFeatures(postgres.database()).features;
    }
}
