package dev.sia.contracts.audit;

import dev.sia.api.agent.v1.AcceptOffer;
import dev.sia.api.agent.v1.Attach;
import dev.sia.api.agent.v1.Attached;
import dev.sia.api.agent.v1.AttemptResult;
import dev.sia.api.agent.v1.ConnectRequest;
import dev.sia.api.agent.v1.ConnectResponse;
import dev.sia.api.agent.v1.HeldAttempt;
import dev.sia.api.agent.v1.HeldAttemptAction;
import dev.sia.api.agent.v1.HeldAttemptVerdict;
import dev.sia.api.agent.v1.LogAck;
import dev.sia.api.agent.v1.LogBatch;
import dev.sia.api.agent.v1.Offer;
import dev.sia.api.agent.v1.Outcome;
import dev.sia.api.agent.v1.Publication;
import dev.sia.contracts.audit.AgentCall.Heard;
import dev.sia.contracts.node.MortalNodes;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Queue;
import java.util.Random;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.LongAdder;
import org.jspecify.annotations.Nullable;

/**
 * An agent that writes random logs and is as difficult as the protocol allows: it sends again what was acknowledged, leaves holes,
 * vanishes and comes back to any node with its inventory, and begins a session while it still has another. One thread.
 */
final class AuditedAgent implements AutoCloseable {
    static final int CAPACITY = 2;
    private static final int WINDOW = 1_000;
    private static final int MOST_IN_BATCH = 100;
    private static final Duration PATIENCE = Duration.ofSeconds(10);

    private final UUID organization;
    private final String credential;
    private final MortalNodes nodes;
    private final Random random;
    private final RandomLines lines;
    private final LongAdder acknowledged;
    private final Map<String, AttemptLedger> ledgers = new ConcurrentHashMap<>();
    /** Attempts whose result was sent on the present stream, and on any. */
    private final Set<String> reported = new HashSet<>();

    private final Set<String> everReported = new HashSet<>();
    private final Queue<String> faults = new ConcurrentLinkedQueue<>();
    private final Thread thread;
    private volatile boolean stopped;
    private int sessions;

    /** How a stream comes to its end. */
    private enum Parting {
        /** It is over. */
        ENDED,
        /** The agent vanishes for a while. */
        VANISHED,
        /** The agent begins another one and lets this one be. */
        LEFT_OPEN
    }

    /** @param acknowledged counts records */
    AuditedAgent(UUID organization, String credential, MortalNodes nodes, Random random, LongAdder acknowledged) {
        this.organization = organization;
        this.credential = credential;
        this.nodes = nodes;
        this.random = random;
        this.lines = new RandomLines(random);
        this.acknowledged = acknowledged;
        this.thread = Thread.ofVirtual().name("audited-agent").start(() -> {
            try {
                live();
            } catch (RuntimeException | Error thrown) {
                faults.add("The agent broke down: " + thrown);
            }
        });
    }

    private void live() {
        AgentCall before = null;
        while (!stopped) {
            AgentCall call =
                    new AgentCall(nodes.front(random.nextInt(2)).addresses().grpcTarget(), credential);
            sessions++;
            Parting parting = converse(call);
            before = part(parting, before, call);
        }
        if (before != null) {
            before.close();
        }
    }

    private @Nullable AgentCall part(Parting parting, @Nullable AgentCall before, AgentCall call) {
        if (before != null) {
            before.close();
        }
        if (parting == Parting.LEFT_OPEN) {
            return call;
        }
        call.close();
        pause(Duration.ofMillis(random.nextInt(parting == Parting.VANISHED ? 400 : 100)));
        return null;
    }

    private static void pause(Duration time) {
        try {
            Thread.sleep(time);
        } catch (InterruptedException stop) {
            throw new IllegalStateException(stop);
        }
    }

    private Parting converse(AgentCall call) {
        reported.clear();
        call.send(ConnectRequest.newBuilder().setAttach(attach()).build());
        boolean attached = false;
        while (!stopped) {
            Optional<Heard> heard = call.poll(attached ? Duration.ofMillis(1 + random.nextInt(12)) : PATIENCE);
            if (heard.isPresent()) {
                if (!(heard.get() instanceof Heard.Frame(ConnectResponse frame))) {
                    return Parting.ENDED;
                }
                attached = true;
                hear(call, frame);
            } else if (!attached) {
                return Parting.ENDED;
            } else {
                Optional<Parting> parting = act(call);
                if (parting.isPresent()) {
                    return parting.get();
                }
            }
        }
        return Parting.ENDED;
    }

    /** What it says of acknowledgements is as old as what its disk may have. */
    private Attach attach() {
        Attach.Builder attach = Attach.newBuilder()
                .setProtocolMajor(1)
                .setAgentVersion("0.1.0")
                .addLabels("linux")
                .setCapacity(CAPACITY);
        held().forEach(ledger -> attach.addHeldAttempts(HeldAttempt.newBuilder()
                .setAttemptId(ledger.offer().getAttemptId())
                .setLease(ledger.offer().getLease())
                .setAckedLogSeq(random.nextLong(ledger.acked() + 1))));
        return attach.build();
    }

    private List<AttemptLedger> held() {
        return ledgers.values().stream().filter(ledger -> !ledger.isSettled()).toList();
    }

    private void hear(AgentCall call, ConnectResponse frame) {
        switch (frame.getFrameCase()) {
            case ATTACHED -> attached(frame.getAttached());
            case OFFER -> accept(call, frame.getOffer());
            case LOG_ACK -> acknowledged(frame.getLogAck());
            case RESULT_ACK -> ledger(frame.getResultAck().getAttemptId()).settle();
            case LEASE_LOST -> forget(frame.getLeaseLost().getAttemptId(), frame.toString());
            case CANCEL, HINT, DRAIN -> faults.add("Nobody asked for this: " + frame);
            case GO_AWAY, HEARTBEAT, FRAME_NOT_SET -> {}
        }
    }

    private AttemptLedger ledger(String attempt) {
        AttemptLedger ledger = ledgers.get(attempt);
        if (ledger == null) {
            throw new AssertionError("Attempt " + attempt + " is not this agent's");
        }
        return ledger;
    }

    private void attached(Attached attached) {
        for (HeldAttemptVerdict verdict : attached.getVerdictsList()) {
            if (verdict.getAction() == HeldAttemptAction.HELD_ATTEMPT_ACTION_CONTINUE) {
                AttemptLedger ledger = ledger(verdict.getAttemptId());
                count(ledger, verdict.getAckedLogSeq());
                ledger.goOnAfter(verdict.getAckedLogSeq());
            } else {
                forget(verdict.getAttemptId(), verdict.toString());
            }
        }
    }

    private void count(AttemptLedger ledger, long seq) {
        acknowledged.add(Math.max(0, seq - ledger.acked()));
    }

    /** The result may be stored although the answer was lost. */
    private void forget(String attempt, String why) {
        if (!everReported.contains(attempt)) {
            faults.add("Taken away without a result: " + why);
        }
        ledger(attempt).settle();
    }

    private void accept(AgentCall call, Offer offer) {
        int size = 500 + random.nextInt(1_500);
        ledgers.computeIfAbsent(offer.getAttemptId(), id -> new AttemptLedger(organization, offer, size));
        call.send(ConnectRequest.newBuilder()
                .setAcceptOffer(AcceptOffer.newBuilder()
                        .setAttemptId(offer.getAttemptId())
                        .setLease(offer.getLease()))
                .build());
    }

    private void acknowledged(LogAck ack) {
        AttemptLedger ledger = ledger(ack.getAttemptId());
        count(ledger, ack.getAckedSeq());
        ledger.acknowledged(ack.getAckedSeq());
    }

    private Optional<Parting> act(AgentCall call) {
        int dice = random.nextInt(1_000);
        if (dice < 6) {
            return Optional.of(dice < 4 ? Parting.VANISHED : Parting.LEFT_OPEN);
        }
        List<AttemptLedger> held = held();
        if (!held.isEmpty() && call.isReady()) {
            goOn(call, held.get(random.nextInt(held.size())), dice);
        }
        return Optional.empty();
    }

    private void goOn(AgentCall call, AttemptLedger ledger, int dice) {
        if (ledger.rest() == 0 && ledger.acked() == ledger.written()) {
            report(call, ledger);
        } else if (dice < 100 && ledger.sent() > 0) {
            sendAgain(call, ledger);
        } else {
            write(ledger, dice);
            if (dice < 160 && ledger.written() > ledger.sent() + 1) {
                // Leaves one out, which is not stored; the next batch begins with it.
                send(call, ledger.batch(ledger.sent() + 2, last(ledger, ledger.sent() + 2)));
            } else if (ledger.written() > ledger.sent()) {
                send(call, ledger.batch(ledger.sent() + 1, last(ledger, ledger.sent() + 1)));
            }
        }
    }

    private void write(AttemptLedger ledger, int dice) {
        int most = ledger.written() - ledger.acked() > WINDOW ? 0 : 1 + dice % 30;
        for (int number = 0; number < Math.min(most, ledger.rest()); number++) {
            ledger.write(lines.next(ledger.offer(), ledger.written() + 1));
        }
    }

    private static long last(AttemptLedger ledger, long first) {
        return Math.min(ledger.written(), first + MOST_IN_BATCH - 1);
    }

    private void sendAgain(AgentCall call, AttemptLedger ledger) {
        long first = Math.max(1, ledger.sent() - random.nextInt(80));
        long last = Math.min(last(ledger, first), first + random.nextInt(120));
        send(call, ledger.batch(first, last));
    }

    private static void send(AgentCall call, LogBatch batch) {
        call.send(ConnectRequest.newBuilder().setLogBatch(batch).build());
    }

    private void report(AgentCall call, AttemptLedger ledger) {
        String attempt = ledger.offer().getAttemptId();
        if (!reported.add(attempt)) {
            return;
        }
        everReported.add(attempt);
        AttemptResult.Builder result = AttemptResult.newBuilder()
                .setAttemptId(attempt)
                .setLease(ledger.offer().getLease())
                .setOutcome(Outcome.OUTCOME_SUCCEEDED)
                .setPublication(Publication.newBuilder()
                        .setBranch(ledger.offer().getJob().getWorkBranch())
                        .setCommit("4b825dc642cb6eb9a060e54bf8d69288fbee4904"))
                .setFinalLogSeq(ledger.written())
                .setLogDigest(ledger.digest());
        call.send(ConnectRequest.newBuilder().setAttemptResult(result).build());
    }

    /** Once it is closed: what it wrote. */
    List<Written> written() {
        return ledgers.values().stream().map(AttemptLedger::toWritten).toList();
    }

    /** What should not have happened to it. */
    List<String> faults() {
        return List.copyOf(faults);
    }

    /** Once it is closed: how many streams it had. */
    int sessions() {
        return sessions;
    }

    /** How many jobs it has taken so far. */
    int taken() {
        return ledgers.size();
    }

    /** How many of them are over. */
    int settled() {
        return ledgers.size() - held().size();
    }

    /** What it has to do yet, for people; not exact while it works. */
    @Override
    public String toString() {
        return "session " + sessions + ", holds " + held();
    }

    @Override
    public void close() {
        stopped = true;
        try {
            thread.join();
        } catch (InterruptedException stop) {
            throw new IllegalStateException(stop);
        }
    }
}
