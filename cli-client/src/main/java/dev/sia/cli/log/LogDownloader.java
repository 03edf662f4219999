package dev.sia.cli.log;

import com.fasterxml.jackson.databind.ObjectMapper;
import dev.sia.api.model.Attempt;
import dev.sia.api.model.LogEntry;
import dev.sia.cli.CliException;
import dev.sia.cli.ExitCode;
import dev.sia.cli.Session;
import dev.sia.cli.Surroundings;
import dev.sia.sdk.LogFormat;
import dev.sia.sdk.SiaJson;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.Writer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** Writes the whole stored log of an attempt to a file, or to standard output, line by line as it comes. */
final class LogDownloader {
    private static final String STANDARD_OUTPUT = "-";

    private final Surroundings surroundings;
    private final Session session;
    private final ObjectMapper json = SiaJson.mapper();

    LogDownloader(Surroundings surroundings, Session session) {
        this.surroundings = surroundings;
        this.session = session;
    }

    /** Downloads it; false when it was to be verified and is not proven. A file is there whole or not at all. */
    boolean download(UUID jobId, LogSelection selection, String target, boolean verify) {
        Optional<Attempt> attempt = LogAttempts.find(session, jobId, selection.attempt);
        if (attempt.isEmpty()) {
            throw new CliException(ExitCode.NOT_FOUND, "the job has had no attempt yet, so there is no log");
        }
        LogProof proof = new LogProof(surroundings);
        Copy copy = new Copy(verify ? Optional.of(proof) : Optional.empty(), attempt.get());
        LogFormat format = session.output().isJson() ? LogFormat.NDJSON : LogFormat.TEXT;
        try (InputStream log = session.client()
                .logs(session.organizationId())
                .download(jobId, attempt.get().getNumber(), format)) {
            write(log, target, copy);
        } catch (IOException e) {
            throw new CliException(
                    ExitCode.UNAVAILABLE, "the download broke off after " + copy.lines + " lines: " + e.getMessage());
        }
        return !verify || proof.tell(attempt.get());
    }

    private void write(InputStream log, String target, Copy copy) throws IOException {
        if (target.equals(STANDARD_OUTPUT)) {
            copy.run(log, surroundings.out());
            surroundings.out().flush();
            return;
        }
        Path file = Path.of(target).toAbsolutePath();
        Path unfinished = file.resolveSibling(file.getFileName() + ".part");
        try (Writer writer = open(unfinished)) {
            copy.run(log, writer);
        } catch (IOException | RuntimeException e) {
            Files.deleteIfExists(unfinished);
            throw e;
        }
        Files.move(unfinished, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
        surroundings.say("wrote " + copy.lines + " lines to " + target);
    }

    private static Writer open(Path file) {
        try {
            return Files.newBufferedWriter(file);
        } catch (IOException e) {
            throw new CliException(ExitCode.FAILED, "cannot write " + file + ": " + e.getMessage());
        }
    }

    /** Copies lines, and shows the records among them to the proof. */
    private final class Copy {
        private final Optional<LogProof> proof;
        private final long lastSeq;
        private long lines;

        private Copy(Optional<LogProof> proof, Attempt attempt) {
            this.proof = proof;
            this.lastSeq = attempt.getLog().getLastSeq();
        }

        private void run(InputStream log, Writer writer) throws IOException {
            BufferedReader reader = new BufferedReader(new InputStreamReader(log, StandardCharsets.UTF_8));
            for (String line = next(reader); line != null; line = next(reader)) {
                writer.write(line);
                writer.write('\n');
                lines++;
                if (proof.isPresent()) {
                    show(json.readValue(line, LogEntry.class), proof.get());
                }
            }
        }

        /** Ends at a line feed alone: carriage returns belong to the text, as those of a progress bar. */
        private static @Nullable String next(BufferedReader reader) throws IOException {
            StringBuilder line = new StringBuilder();
            for (int read = reader.read(); read >= 0; read = reader.read()) {
                if (read == '\n') {
                    return line.toString();
                }
                line.append((char) read);
            }
            return line.isEmpty() ? null : line.toString();
        }

        /** What was written after the attempt was asked for is not covered by the digest that it told. */
        private void show(LogEntry entry, LogProof shown) {
            if (entry.getLine() != null && entry.getLine().getSeq() <= lastSeq) {
                shown.entry(entry);
            }
        }
    }
}
