package dev.sia.cli.conformance.rule;

import dev.sia.cli.conformance.agent.AgentAccess;
import dev.sia.cli.conformance.agent.AgentProcess;
import dev.sia.cli.conformance.agent.AgentStarter;
import dev.sia.cli.conformance.script.Event;
import dev.sia.cli.conformance.script.Event.What;
import dev.sia.cli.conformance.script.ScriptedServer;
import dev.sia.cli.conformance.script.ServerStream;
import dev.sia.cli.conformance.script.Switches;
import dev.sia.cli.output.PrivateFile;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/** Where one rule is tried: a fresh server, and an agent with a fresh state directory. */
public final class Stage implements AutoCloseable {
    /** By the protocol an agent may stay away this long between two tries. */
    static final Duration LONGEST_AWAY = Duration.ofSeconds(62);

    private static final Duration LOOK = Duration.ofMillis(100);
    /** How long an agent whose end cannot be seen must not connect to count as stopped. */
    private static final Duration SILENCE = Duration.ofSeconds(15);

    private final ScriptedServer server;
    private final Props props;
    private final AgentAccess access;
    private final Jobs jobs;
    private @Nullable AgentProcess agent;

    /**
     * What a stage is made of.
     *
     * @param listen where the server listens
     * @param directory of this rule alone
     * @param repository what jobs name
     * @param patience how long the agent has for each thing that it has to do
     */
    public record Props(
            AgentStarter starter, InetSocketAddress listen, Path directory, Repository repository, Duration patience) {}

    private Stage(ScriptedServer server, Props props, AgentAccess access) {
        this.server = server;
        this.props = props;
        this.access = access;
        this.jobs = new Jobs(this, props.directory(), props.repository());
    }

    /** Sets it up; the agent does not run yet. */
    public static Stage open(Props props, String name) throws IOException {
        Path state = Files.createDirectory(props.directory().resolve("state"));
        Path token = props.directory().resolve("token");
        ScriptedServer server = ScriptedServer.start(props.listen());
        PrivateFile.write(token, server.token());
        return new Stage(server, props, new AgentAccess(server.target(), token, state, name));
    }

    ScriptedServer server() {
        return server;
    }

    Repository repository() {
        return props.repository();
    }

    Switches switches() {
        return server.switches();
    }

    Jobs jobs() {
        return jobs;
    }

    Duration patience() {
        return props.patience();
    }

    /** Starts the agent, for the first time or again. */
    void start() {
        agent = props.starter().start(access, props.directory().resolve("agent.log"));
    }

    /** Starts the agent and waits until it is attached. */
    ServerStream startAttached() throws BrokenRule, InterruptedException {
        start();
        return awaitSession(0, patience());
    }

    /** The first stream that begins after an event and that the server takes the agent in. */
    ServerStream awaitSession(int after, Duration within) throws BrokenRule, InterruptedException {
        Event begin = await("Attach", after, within, event -> event.what() == What.TAKEN_IN);
        return server.streams().get(begin.stream() - 1);
    }

    /** What the agent prints, the end of it. */
    public List<String> lastWords() {
        AgentProcess current = agent;
        return current == null ? List.of() : current.lastWords();
    }

    void askToStop() {
        agent().askToStop();
    }

    private AgentProcess agent() {
        AgentProcess current = agent;
        if (current == null) {
            throw new IllegalStateException("the agent was not started");
        }
        return current;
    }

    /** The event with this number. */
    Event event(int number) {
        return server.transcript().since(number - 1).getFirst();
    }

    /** Number of the last event so far. */
    int mark() {
        return server.transcript().last();
    }

    /** The first such event after another; a broken rule when it does not come in time. */
    Event await(String expected, int after, Duration within, Predicate<Event> wanted)
            throws BrokenRule, InterruptedException {
        long until = System.nanoTime() + within.toNanos();
        while (true) {
            OptionalInt ended = agent().exitCode();
            Optional<Event> found = server.transcript().await(after, LOOK, wanted);
            requireNoFlood();
            if (found.isPresent()) {
                return found.get();
            }
            if (ended.isPresent()) {
                throw new BrokenRule(
                        "the agent ended with exit code " + ended.getAsInt() + " before " + expected, last());
            }
            if (System.nanoTime() - until > 0) {
                throw new BrokenRule("no " + expected + " within " + seconds(within), last());
            }
        }
    }

    Event await(String expected, int after, Predicate<Event> wanted) throws BrokenRule, InterruptedException {
        return await(expected, after, patience(), wanted);
    }

    /** Waits for something that is no event. */
    void awaitThat(String expected, Duration within, Condition condition)
            throws BrokenRule, IOException, InterruptedException {
        long until = System.nanoTime() + within.toNanos();
        while (!condition.holds()) {
            requireNoFlood();
            OptionalInt ended = agent().exitCode();
            if (ended.isPresent() && !condition.holds()) {
                throw new BrokenRule(
                        "the agent ended with exit code " + ended.getAsInt() + "; expected: " + expected, last());
            }
            if (System.nanoTime() - until > 0) {
                throw new BrokenRule("not within " + seconds(within) + ": " + expected, last());
            }
            Thread.sleep(LOOK);
        }
    }

    /** Something that becomes true. */
    interface Condition {
        boolean holds() throws IOException;
    }

    /** A broken rule when such an event is there after another, or comes in this time. */
    void never(String unwanted, int after, Duration during, Predicate<Event> is)
            throws BrokenRule, InterruptedException {
        Optional<Event> found = server.transcript().await(after, during, is);
        requireNoFlood();
        if (found.isPresent()) {
            throw new BrokenRule(unwanted, found.get());
        }
    }

    /** Waits until the agent has ended; its exit code if that can be seen. */
    OptionalInt awaitEnd(String why) throws BrokenRule, InterruptedException {
        long until = System.nanoTime() + patience().toNanos();
        int seen = mark();
        while (agent().exitCode().isEmpty()) {
            requireNoFlood();
            if (!agent().isWatched()) {
                if (server.transcript()
                        .await(seen, SILENCE, event -> event.what() == What.OPEN)
                        .isEmpty()) {
                    return OptionalInt.empty();
                }
                seen = mark();
            }
            if (System.nanoTime() - until > 0) {
                throw new BrokenRule("the agent did not end within " + seconds(patience()) + ' ' + why, last());
            }
            Thread.sleep(LOOK);
        }
        return agent().exitCode();
    }

    /** Waits until a tool has ended, also when its agent has. */
    void awaitGone(Tool tool, String expected, Duration within) throws BrokenRule, IOException, InterruptedException {
        long until = System.nanoTime() + within.toNanos();
        while (tool.isRunning()) {
            if (System.nanoTime() - until > 0) {
                throw new BrokenRule("not within " + seconds(within) + ": " + expected, last());
            }
            Thread.sleep(LOOK);
        }
    }

    private void requireNoFlood() throws BrokenRule {
        Optional<String> flood = server.transcript().flood();
        if (flood.isPresent()) {
            throw new BrokenRule("flood: " + flood.get(), last());
        }
    }

    static void require(boolean condition, String otherwise, Event event) throws BrokenRule {
        if (!condition) {
            throw new BrokenRule(otherwise, event);
        }
    }

    /** No frame had a lease that is not live, unless it may be late. */
    void requireLiveLeases(boolean mayBeLate) throws BrokenRule, InterruptedException {
        if (!mayBeLate) {
            never(
                    "a frame about an attempt did not carry its lease",
                    0,
                    Duration.ZERO,
                    event -> event.what() == What.DEAD_LEASE);
        }
    }

    private Optional<Event> last() {
        List<Event> all = server.transcript().since(0);
        return all.isEmpty() ? Optional.empty() : Optional.of(all.getLast());
    }

    static String seconds(Duration duration) {
        return "%.1f s".formatted(duration.toMillis() / 1000.0);
    }

    @Override
    public void close() throws InterruptedException {
        AgentProcess current = agent;
        if (current != null) {
            current.close();
        }
        server.close();
    }
}
