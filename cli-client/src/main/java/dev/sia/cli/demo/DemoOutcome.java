package dev.sia.cli.demo;

import dev.sia.api.model.Job;
import dev.sia.api.model.JobStatus;
import dev.sia.api.model.Publication;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What came out, as the demo found by itself.
 *
 * @param job the job at its end
 * @param changes what the branch changes, as git says it; empty without a branch
 * @param tests what the tests on the branch printed; empty without a branch
 * @param runs how often the tool ran for the job
 * @param faults everything that is not as it should be
 */
record DemoOutcome(Job job, String changes, String tests, long runs, List<String> faults) {

    /**
     * Looks at the job, the log and the repository.
     *
     * @param storedLines how many lines REST has of the last attempt
     * @param clone where to clone the branch to
     */
    static DemoOutcome of(Job job, LogRecorder log, long storedLines, DemoRepository repository, Path clone)
            throws IOException, InterruptedException {
        List<String> faults = new ArrayList<>();
        if (job.getStatus() != JobStatus.IN_REVIEW) {
            faults.add("the job is " + job.getStatus() + ", not in_review");
        }
        log.fault().ifPresent(faults::add);
        if (storedLines != log.lines()) {
            faults.add("the live log had " + log.lines() + " lines but " + storedLines + " are stored");
        }
        long runs = repository.runs(job.getId().toString());
        if (runs != 1) {
            faults.add("the generate command ran " + runs + " times");
        }
        String tests = "";
        String changes = "";
        Publication publication = job.getPublication();
        if (hasBranch(publication, repository, faults)) {
            changes = repository.changes(publication.getBranch());
            Git.Result result = repository.test(publication.getBranch(), clone);
            tests = result.output();
            if (!result.isGood()) {
                faults.add("the tests fail on the branch");
            }
        }
        return new DemoOutcome(job, changes, tests, runs, List.copyOf(faults));
    }

    private static boolean hasBranch(@Nullable Publication publication, DemoRepository repository, List<String> faults)
            throws IOException, InterruptedException {
        if (publication == null) {
            faults.add("the job published no branch");
            return false;
        }
        String commit = repository.commit(publication.getBranch());
        if (commit.isEmpty()) {
            faults.add("the repository has no branch " + publication.getBranch());
        } else if (!commit.equals(publication.getCommit())) {
            faults.add("the branch is at " + commit + " but the job says " + publication.getCommit());
        } else if (commit.equals(repository.commit(DemoRepository.BRANCH))) {
            faults.add("the branch changes nothing");
        }
        return !commit.isEmpty();
    }

    boolean isGood() {
        return faults.isEmpty();
    }
}
