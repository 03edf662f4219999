package dev.sia.cli.bench.auth;

import dev.sia.api.model.CreateJobRequest;
import dev.sia.api.model.Repository;
import dev.sia.api.model.Scope;
import dev.sia.cli.bench.BenchRun;
import dev.sia.cli.bench.BenchServer;
import dev.sia.cli.bench.Conditions;
import dev.sia.cli.bench.Yardstick;
import dev.sia.cli.bench.auth.AuthFigures.Load;
import dev.sia.cli.bench.auth.AuthSettings.Part;
import dev.sia.cli.profile.DevelopmentServer;
import dev.sia.sdk.SiaClient;
import java.io.IOException;
import java.nio.file.Files;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.UUID;

/** One run: the yardstick, then a server with some jobs in its queue and nobody who takes them, then part after part on it. */
final class AuthBench {
    static final String LOAD =
            "in one JVM on the same machine, over loopback; requests one after the other on each connection;"
                    + " queued jobs, no agent; server and embedded PostgreSQL with their defaults";
    private static final int TURNS = 3;

    private final BenchRun run;
    private final AuthSettings settings;
    private final Conditions conditions;

    AuthBench(BenchRun run, AuthSettings settings, Conditions conditions) {
        this.run = run;
        this.settings = settings;
        this.conditions = conditions;
    }

    AuthReport measure() throws IOException, InterruptedException {
        Yardstick yardstick = Yardstick.of(run.machine(Map.of(), "database", settings.yardstick()), null);
        return run.withServer("auth", settings.server(), server -> {
            UUID organization = server.organization();
            List<String> jobs = jobs(server, organization);
            List<String> keys = keys(server, organization);
            RequestLoad load = new RequestLoad(server.address().httpUrl(), settings.connections());
            return new AuthReport(
                    conditions,
                    yardstick,
                    settings.connections(),
                    settings.parts().contains(Part.KEYS) ? keys(load, organization, jobs, keys) : null,
                    settings.parts().contains(Part.TOKENS) ? tokens(load, server.address(), organization, jobs) : null,
                    settings.parts().contains(Part.LIST) ? list(load, organization, jobs, keys) : null);
        });
    }

    private List<String> jobs(BenchServer server, UUID organization) {
        run.say(settings.jobs() + " jobs are created");
        List<String> ids = new ArrayList<>();
        try (SiaClient client = server.client()) {
            for (int i = 0; i < settings.jobs(); i++) {
                ids.add(client.jobs(organization)
                        .create(new CreateJobRequest()
                                .prompt("Add a --json flag to the export command, with a test.")
                                .repository(new Repository()
                                        .url("https://git.example.com/acme/exporter.git")
                                        .baseBranch("main")))
                        .getId()
                        .toString());
            }
        }
        return ids;
    }

    private List<String> keys(BenchServer server, UUID organization) {
        List<String> keys = new ArrayList<>();
        try (SiaClient client = server.client()) {
            for (int i = 0; i < settings.keys(); i++) {
                keys.add(client.keys(organization)
                        .create("bench " + i, List.of(Scope.JOBS_READ), null)
                        .getKey());
            }
        }
        return keys;
    }

    static Requests getJob(UUID organization, List<String> jobs, List<String> bearers, int most) {
        return new Requests(
                jobs.stream()
                        .map(job -> "/v1/organizations/" + organization + "/jobs/" + job)
                        .toList(),
                bearers,
                jobs.stream().map(job -> "\"id\":\"" + job + "\"").toList(),
                most);
    }

    /** @param newest job, which is on the first page */
    static Requests listJobs(UUID organization, String newest, List<String> bearers) {
        return new Requests(
                List.of("/v1/organizations/" + organization + "/jobs?limit=50"),
                bearers,
                List.of("\"id\":\"" + newest + "\""),
                Requests.UNLIMITED);
    }

    private AuthFigures.Keys keys(RequestLoad load, UUID organization, List<String> jobs, List<String> keys)
            throws InterruptedException {
        run.say("getJob with one API key and with " + keys.size() + ", in turns");
        List<Load> loads = load.measure(
                List.of(
                        getJob(organization, jobs, keys.subList(0, 1), Requests.UNLIMITED),
                        getJob(organization, jobs, keys, Requests.UNLIMITED)),
                settings.warmUp(),
                settings.time(),
                TURNS);
        return new AuthFigures.Keys(
                keys.size(), loads.getFirst(), loads.getLast(), AuthFigures.cost(loads.getFirst(), loads.getLast()));
    }

    private AuthFigures.Tokens tokens(RequestLoad load, DevelopmentServer server, UUID organization, List<String> jobs)
            throws IOException, InterruptedException {
        run.say("getJob with one access token and with " + settings.tokens() + " that are signed first, in turns");
        List<String> fresh = FreshTokens.of(server).make(settings.tokens());
        // Each is used once: the turn that warms up takes a share, too.
        int most = Math.max(1, settings.tokens() / (TURNS + 1));
        String one = Files.readString(DevelopmentServer.tokenFile(server.dataDirectory()))
                .strip();
        List<Load> loads = load.measure(
                List.of(getJob(organization, jobs, List.of(one), most), getJob(organization, jobs, fresh, most)),
                settings.warmUp(),
                settings.time(),
                TURNS);
        return new AuthFigures.Tokens(
                fresh.size(), loads.getFirst(), loads.getLast(), AuthFigures.cost(loads.getFirst(), loads.getLast()));
    }

    private Load list(RequestLoad load, UUID organization, List<String> jobs, List<String> keys)
            throws InterruptedException {
        run.say("lists of 50 jobs");
        Requests requests = listJobs(organization, jobs.getLast(), keys.subList(0, 1));
        return load.measure(List.of(requests), settings.warmUp(), settings.time(), TURNS)
                .getFirst();
    }
}
