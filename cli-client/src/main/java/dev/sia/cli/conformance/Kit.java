package dev.sia.cli.conformance;

import dev.sia.cli.agent.attempt.DirectoryTree;
import dev.sia.cli.conformance.agent.AgentStarter;
import dev.sia.cli.conformance.rule.BrokenRule;
import dev.sia.cli.conformance.rule.Repository;
import dev.sia.cli.conformance.rule.Rule;
import dev.sia.cli.conformance.rule.Stage;
import dev.sia.cli.conformance.script.Event;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Tries rules on an agent, each on a stage of its own. */
final class Kit {
    private static final Logger LOG = LoggerFactory.getLogger(Kit.class);

    private final AgentStarter starter;
    private final InetSocketAddress listen;
    private final Duration patience;
    private final int parallel;
    private final Consumer<String> say;

    /**
     * A kit for one agent.
     *
     * @param patience how long the agent has for each thing that it has to do
     * @param parallel how many rules to try at once
     * @param say tells people how it goes
     */
    Kit(AgentStarter starter, InetSocketAddress listen, Duration patience, int parallel, Consumer<String> say) {
        this.starter = starter;
        this.listen = listen;
        this.patience = patience;
        this.parallel = parallel;
        this.say = say;
    }

    Report run(List<Rule> rules) throws IOException, InterruptedException {
        Path directory = Files.createTempDirectory("sia-conformance-");
        try {
            Repository repository = Repository.create(directory);
            List<Callable<Verdict>> tries = new ArrayList<>();
            rules.forEach(rule -> tries.add(() -> judge(rule, directory, repository)));
            return Report.of(all(tries));
        } finally {
            remove(directory);
        }
    }

    private List<Verdict> all(List<Callable<Verdict>> tries) throws IOException, InterruptedException {
        List<Verdict> verdicts = new ArrayList<>();
        try (ExecutorService threads = Executors.newFixedThreadPool(
                parallel, Thread.ofPlatform().name("sia-conformance-", 1).factory())) {
            try {
                for (Future<Verdict> verdict : threads.invokeAll(tries)) {
                    verdicts.add(verdict.get());
                }
            } catch (ExecutionException e) {
                if (e.getCause() instanceof RuntimeException failure) {
                    throw failure;
                }
                throw new IOException(e.getCause());
            } finally {
                threads.shutdownNow();
            }
        }
        return verdicts;
    }

    private Verdict judge(Rule rule, Path directory, Repository repository) throws IOException, InterruptedException {
        say.accept("Trying " + rule.id());
        long begin = System.nanoTime();
        Path own = Files.createDirectory(directory.resolve(rule.id()));
        Stage.Props props = new Stage.Props(starter, listen, own, repository, patience);
        try (Stage stage = Stage.open(props, "conformance-" + rule.id())) {
            try {
                rule.on(stage);
                return Verdict.pass(rule, seconds(begin));
            } catch (BrokenRule broken) {
                String frame = broken.event().map(Event::describe).orElse(null);
                return Verdict.fail(rule, broken.reason(), frame, stage.lastWords(), seconds(begin));
            }
        }
    }

    private static double seconds(long begin) {
        return Math.round((System.nanoTime() - begin) / 1e8) / 10.0;
    }

    /** What an agent that was killed left running may still write; then something stays. */
    private static void remove(Path directory) {
        try {
            DirectoryTree.remove(directory);
        } catch (IOException e) {
            LOG.debug("{} could not be removed", directory, e);
        }
    }
}
