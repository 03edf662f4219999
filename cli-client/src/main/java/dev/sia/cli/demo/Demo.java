package dev.sia.cli.demo;

import dev.sia.api.live.Topic;
import dev.sia.api.model.Agent;
import dev.sia.api.model.AgentStatus;
import dev.sia.api.model.CreateJobRequest;
import dev.sia.api.model.Job;
import dev.sia.api.model.LogLine;
import dev.sia.api.model.Repository;
import dev.sia.api.model.Step;
import dev.sia.cli.ExitCode;
import dev.sia.cli.Surroundings;
import dev.sia.cli.child.ChildProcess;
import dev.sia.cli.log.LogPrinter;
import dev.sia.cli.output.Output;
import dev.sia.cli.output.Output.Format;
import dev.sia.cli.profile.DevelopmentServer;
import dev.sia.sdk.LogRange;
import dev.sia.sdk.RetryPolicy;
import dev.sia.sdk.SiaClient;
import dev.sia.sdk.error.SiaException;
import dev.sia.sdk.live.EventOptions;
import dev.sia.sdk.live.EventRecord;
import dev.sia.sdk.live.LiveEvents;
import dev.sia.sdk.live.LiveLog;
import dev.sia.sdk.live.LogOptions;
import dev.sia.sdk.live.LogRecord;
import dev.sia.sdk.live.ReconnectPolicy;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.CountDownLatch;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** One run of the demo, from an empty repository to a checked branch. */
final class Demo {
    private static final ReconnectPolicy PATIENT =
            new ReconnectPolicy(Duration.ofMillis(200), Duration.ofSeconds(1), Duration.ofMinutes(4), 20);
    private static final RetryPolicy RETRIES =
            new RetryPolicy(60, Duration.ofMillis(500), Duration.ofSeconds(2), Duration.ofSeconds(15));
    private static final int LINES_BEFORE_THE_CRASH = 3;

    private final Surroundings surroundings;
    private final DemoSettings settings;
    private final DemoFolder folder;
    private final DemoText text;
    private final DemoServer server;
    private volatile @Nullable DemoAgent agent;
    private boolean stopped;

    Demo(Surroundings surroundings, DemoSettings settings, DemoFolder folder) {
        this.surroundings = surroundings;
        this.settings = settings;
        this.folder = folder;
        this.text = new DemoText(surroundings);
        this.server = new DemoServer(
                settings.launcher(), settings.dataDirectory(), folder.resolve("server.log"), Demo::answers, text::news);
    }

    ExitCode run() throws IOException, InterruptedException {
        Thread hook = new Thread(this::stop, "sia-demo-stop");
        Runtime.getRuntime().addShutdownHook(hook);
        try {
            return show();
        } finally {
            stop();
            removeHook(hook);
        }
    }

    private ExitCode show() throws IOException, InterruptedException {
        text.step("A git repository with a small project");
        DemoRepository repository = DemoRepository.create(folder);
        text.detail(repository.origin().toString());
        text.step("The server");
        long begun = System.nanoTime();
        DevelopmentServer address = server.start();
        text.detail(address.httpUrl() + ", ready after " + DemoText.since(begun));
        try (SiaClient client = client(address, RETRIES)) {
            UUID organization = client.me().getOrganizations().getFirst().getId();
            String name = startAgent(client, organization, repository, address);
            LogRecorder log = new LogRecorder();
            Job job = follow(client, organization, queue(client, organization, repository, name), log);
            DemoOutcome outcome = check(client, organization, job, log, repository);
            text.summary(outcome, log, repository, settings);
            if (settings.keep()) {
                text.tryNext(address, settings, repository, folder);
                new CountDownLatch(1).await();
            }
            return outcome.isGood() ? ExitCode.OK : ExitCode.FAILED;
        }
    }

    private String startAgent(SiaClient client, UUID organization, DemoRepository repository, DevelopmentServer address)
            throws IOException {
        text.step("An agent");
        String name = "demo-" + Long.toString(System.currentTimeMillis(), 36);
        String token = client.agents(organization)
                .createEnrolmentToken(Duration.ofMinutes(10), 1)
                .getToken();
        DemoAgent started = DemoAgent.start(settings, folder, repository, address, name, token);
        agent = started;
        awaitOnline(client, organization, name, started.child());
        text.detail(name + " is online; its coding tool is " + repository.tool());
        return name;
    }

    /** Waits until the agent is online; the end of its process ends the wait. */
    private static void awaitOnline(SiaClient client, UUID organization, String name, ChildProcess child) {
        EventOptions options = EventOptions.topic(Topic.AGENTS).reconnecting(PATIENT);
        try (LiveEvents events = client.live().events(organization, options)) {
            var unused = child.process().onExit().thenRun(events::close);
            for (EventRecord _ : events) {
                if (isOnline(client, organization, name)) {
                    return;
                }
            }
        }
        throw child.ended();
    }

    private static boolean isOnline(SiaClient client, UUID organization, String name) {
        try (Stream<Agent> agents = client.agents(organization).list()) {
            return agents.anyMatch(it -> it.getName().equals(name) && it.getStatus() == AgentStatus.ONLINE);
        }
    }

    private Job queue(SiaClient client, UUID organization, DemoRepository repository, String label) {
        text.step("A job: " + settings.prompt());
        Job job = client.jobs(organization)
                .create(new CreateJobRequest()
                        .prompt(settings.prompt())
                        .repository(new Repository()
                                .url(repository.origin().toString())
                                .baseBranch(DemoRepository.BRANCH))
                        .labels(List.of(label)));
        text.detail(job.getId() + "; its log, live:");
        return job;
    }

    private Job follow(SiaClient client, UUID organization, Job job, LogRecorder log) {
        Output output = new Output(Format.TABLE, surroundings.out(), surroundings.terminal());
        LogPrinter printer = new LogPrinter(surroundings, output);
        Crash crash = new Crash();
        LogOptions options = LogOptions.FOLLOW.reconnecting(PATIENT);
        try (LiveLog live = client.live().jobLog(organization, job.getId(), options)) {
            for (LogRecord news : live) {
                printer.accept(news);
                log.accept(news);
                crash.after(news);
            }
        }
        return client.jobs(organization).get(job.getId());
    }

    private DemoOutcome check(SiaClient client, UUID organization, Job job, LogRecorder log, DemoRepository repository)
            throws IOException, InterruptedException {
        text.step("The outcome");
        long stored = 0;
        if (log.attempt() > 0) {
            LogRange whole = LogRange.ofAttempt(log.attempt());
            try (Stream<LogLine> lines = client.logs(organization).lines(job.getId(), whole)) {
                stored = lines.count();
            }
        }
        return DemoOutcome.of(job, log, stored, repository, folder.resolve("check"));
    }

    /** Kills the server once, when the tool has begun to work. */
    private final class Crash {
        private int lines;

        private void after(LogRecord news) {
            if (settings.killServerOnce()
                    && news instanceof LogRecord.Line it
                    && it.line().getStep() == Step.GENERATE
                    && ++lines == LINES_BEFORE_THE_CRASH) {
                text.news("killing the server (SIGKILL), in the middle of the job");
                server.crash();
            }
        }
    }

    private static SiaClient client(DevelopmentServer address, RetryPolicy retries) {
        return SiaClient.builder()
                .baseUrl(address.httpUrl())
                .tokenFile(DevelopmentServer.tokenFile(address.dataDirectory()))
                .retries(retries)
                .userAgent("sia-demo")
                .build();
    }

    private static boolean answers(DevelopmentServer address) {
        try (SiaClient client = client(address, RetryPolicy.NONE)) {
            return !client.me().getOrganizations().isEmpty();
        } catch (SiaException notYet) {
            return false;
        }
    }

    /** Stops what was started; does nothing the second time. */
    private synchronized void stop() {
        if (stopped) {
            return;
        }
        stopped = true;
        text.step("Stopping the agent and the server");
        DemoAgent started = agent;
        if (started != null) {
            started.stop();
        }
        server.stop();
    }

    private static void removeHook(Thread hook) {
        try {
            Runtime.getRuntime().removeShutdownHook(hook);
        } catch (IllegalStateException shuttingDown) {
            // The hook stops everything.
        }
    }
}
