package dev.sia.cli.bench.auth;

import dev.sia.api.model.JobSummary;
import dev.sia.api.model.Scope;
import dev.sia.cli.bench.BenchServer;
import dev.sia.cli.bench.Load;
import dev.sia.sdk.JobFilter;
import dev.sia.sdk.SiaClient;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.UUID;

/** Reads of the jobs that are there, one by one and as lists, with an API key. */
public final class ReadLoad implements Load {
    private static final int CONNECTIONS = 16;

    @Override
    public void on(BenchServer server, Duration time) throws IOException, InterruptedException {
        UUID organization = server.organization();
        try (SiaClient client = server.client()) {
            List<String> jobs = client.jobs(organization).page(JobFilter.ALL, null).getItems().stream()
                    .map(JobSummary::getId)
                    .map(UUID::toString)
                    .toList();
            List<String> keys = List.of(client.keys(organization)
                    .create("bench", List.of(Scope.JOBS_READ), null)
                    .getKey());
            new RequestLoad(server.address().httpUrl(), CONNECTIONS)
                    .measure(
                            List.of(
                                    AuthBench.getJob(organization, jobs, keys, Requests.UNLIMITED),
                                    AuthBench.listJobs(organization, jobs.getFirst(), keys)),
                            Duration.ZERO,
                            time,
                            1);
        }
    }
}
