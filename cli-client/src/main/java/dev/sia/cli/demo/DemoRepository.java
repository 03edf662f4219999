package dev.sia.cli.demo;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.Objects;

/**
 * A git repository with a tiny project that needs nothing but a POSIX shell, and the tool that will work on it.
 *
 * @param origin the bare repository
 * @param tool the script that stands in for a coding tool
 */
record DemoRepository(Path origin, Path tool) {
    static final String BRANCH = "main";
    static final String TESTS = "sh tests/run";

    /** Makes both in a directory. */
    static DemoRepository create(DemoFolder folder) throws IOException, InterruptedException {
        Path origin = folder.resolve("greeter.git");
        Path seed = folder.resolve("seed");
        Path tool = folder.resolve("tool").resolve("generate");
        Git.git(folder.path(), "init", "--quiet", "--bare", origin.toString());
        Git.git(origin, "symbolic-ref", "HEAD", "refs/heads/" + BRANCH);
        Git.git(folder.path(), "init", "--quiet", seed.toString());
        copy("greet", seed.resolve("greet"));
        copy("test-greet", seed.resolve("tests").resolve("run"));
        copy("README.md", seed.resolve("README.md"));
        copy("generate", tool);
        Git.git(seed, "add", "--all");
        Git.git(seed, "commit", "--quiet", "--message", "Greet the world");
        Git.git(seed, "push", "--quiet", origin.toString(), "HEAD:refs/heads/" + BRANCH);
        return new DemoRepository(origin, tool);
    }

    /** How often the tool was run for a job. */
    long runs(String jobId) throws IOException {
        Path runs = tool.resolveSibling("runs");
        return Files.exists(runs)
                ? Files.readAllLines(runs).stream()
                        .filter(line -> line.startsWith(jobId))
                        .count()
                : 0;
    }

    /** The commit that a branch is at; empty when there is no such branch. */
    String commit(String branch) throws IOException, InterruptedException {
        Git.Result result = Git.tryGit(origin, "rev-parse", "--verify", "--quiet", "refs/heads/" + branch);
        return result.isGood() ? result.output() : "";
    }

    /** What a branch changes, as git says it. */
    String changes(String branch) throws IOException, InterruptedException {
        return Git.git(origin, "diff", "--stat", BRANCH + "..." + branch);
    }

    /** Runs the tests of a branch in a clone of their own. */
    Git.Result test(String branch, Path clone) throws IOException, InterruptedException {
        Git.git(origin, "clone", "--quiet", "--branch", branch, origin.toString(), clone.toString());
        return Git.run(clone, List.of("sh", "-c", TESTS));
    }

    private static void copy(String resource, Path target) throws IOException {
        Files.createDirectories(target.getParent());
        try (InputStream content = DemoRepository.class.getResourceAsStream(resource)) {
            Files.copy(Objects.requireNonNull(content, resource), target);
        }
        if (!resource.endsWith(".md")) {
            Files.setPosixFilePermissions(target, PosixFilePermissions.fromString("rwxr-xr-x"));
        }
    }
}
