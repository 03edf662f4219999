package dev.sia.server.job;

import dev.sia.server.db.ConstraintViolation;
import dev.sia.server.db.Database;
import dev.sia.server.db.GroupedWork;
import dev.sia.server.db.GroupedWork.Outcome;
import dev.sia.server.db.Tx;
import dev.sia.server.error.DomainException;
import dev.sia.server.error.ErrorCode;
import dev.sia.server.event.Actor;
import dev.sia.server.organization.OrganizationId;
import java.security.MessageDigest;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * Creates jobs. Those of one organization would wait for each other's commit anyway, because of its event numbers and its
 * queue's ranks; so the ones that come together share a transaction.
 */
final class JobCreation {
    private static final int MOST_TOGETHER = 64;

    private final Database database;
    private final JobIntake intake;
    /** As many as there are organizations. */
    private final Map<OrganizationId, GroupedWork<NewWish, Job>> groups = new ConcurrentHashMap<>();

    JobCreation(Database database, JobIntake intake) {
        this.database = database;
        this.intake = intake;
    }

    /** A checked wish. */
    record NewWish(
            JobId id,
            Actor caller,
            CreateJob wish,
            @Nullable IdempotentRequest request) {}

    Job create(OrganizationId organization, Actor caller, CreateJob wish, JobId id, @Nullable String idempotencyKey) {
        IdempotentRequest request = idempotencyKey == null
                ? null
                : new IdempotentRequest(callerKey(caller), idempotencyKey, RequestHash.of(wish), id);
        NewWish made = new NewWish(id, caller, wish, request);
        GroupedWork<NewWish, Job> group = groups.computeIfAbsent(organization, this::group);
        try {
            return group.submit(made);
        } catch (ConstraintViolation violation) {
            if (!violation.constraint().equals("idempotency_key_pkey")) {
                throw violation;
            }
            // Another node used this key in between.
            return group.submit(made);
        }
    }

    private GroupedWork<NewWish, Job> group(OrganizationId organization) {
        return new GroupedWork<>(
                MOST_TOGETHER, wishes -> database.inTransaction(organization, tx -> create(tx, organization, wishes)));
    }

    private List<Outcome<Job>> create(Tx tx, OrganizationId organization, List<NewWish> wishes) {
        List<IdempotentRequest> known = new ArrayList<>(knownKeys(tx, organization, wishes));
        List<NewWish> toStore = new ArrayList<>();
        for (NewWish wish : wishes) {
            if (earlier(known, wish).isEmpty()) {
                toStore.add(wish);
                Optional.ofNullable(wish.request()).ifPresent(known::add);
            }
        }
        intake.store(tx, organization, toStore);
        Map<JobId, Job> jobs = jobs(tx, wishes, known);
        return wishes.stream().map(wish -> outcome(wish, known, jobs)).toList();
    }

    private static List<IdempotentRequest> knownKeys(Tx tx, OrganizationId organization, List<NewWish> wishes) {
        List<IdempotentRequest> asked =
                wishes.stream().map(NewWish::request).filter(Objects::nonNull).toList();
        return asked.isEmpty()
                ? List.of()
                : tx.mapper(JobMapper.class)
                        .findIdempotent(
                                organization,
                                asked.stream().map(IdempotentRequest::caller).toList(),
                                asked.stream().map(IdempotentRequest::key).toList());
    }

    private static Optional<IdempotentRequest> earlier(List<IdempotentRequest> known, NewWish wish) {
        IdempotentRequest request = wish.request();
        return request == null
                ? Optional.empty()
                : known.stream().filter(request::sameKey).findFirst();
    }

    private static Map<JobId, Job> jobs(Tx tx, List<NewWish> wishes, List<IdempotentRequest> known) {
        List<JobId> ids = wishes.stream()
                .map(wish -> earlier(known, wish).map(IdempotentRequest::jobId).orElse(wish.id()))
                .distinct()
                .toList();
        return tx.mapper(JobMapper.class).findAll(ids).stream()
                .collect(Collectors.toMap(Job::id, Function.identity(), (one, same) -> one, HashMap::new));
    }

    private static Outcome<Job> outcome(NewWish wish, List<IdempotentRequest> known, Map<JobId, Job> jobs) {
        Optional<IdempotentRequest> earlier = earlier(known, wish);
        boolean other = earlier.isPresent()
                && !MessageDigest.isEqual(
                        earlier.get().requestHash(),
                        Objects.requireNonNull(wish.request()).requestHash());
        if (other) {
            return new Outcome.Refused<>(new DomainException(
                    ErrorCode.IDEMPOTENCY_KEY_REUSED,
                    "This Idempotency-Key was used for a different job. Use a new key for every new job."));
        }
        JobId id = earlier.map(IdempotentRequest::jobId).orElse(wish.id());
        return new Outcome.Done<>(Objects.requireNonNull(jobs.get(id), "job"));
    }

    private static String callerKey(Actor caller) {
        return caller.kind() + ":" + caller.id();
    }
}
