package dev.sia.cli.agent.attempt;

import com.fasterxml.jackson.databind.json.JsonMapper;
import dev.sia.api.agent.v1.Hint;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * What people have to say to the tool while it works: a file that grows by one JSON object a line, and, when the agent was told
 * to, the standard input of the generate command.
 */
final class HintInbox {
    private static final JsonMapper JSON = new JsonMapper();

    private final Path file;
    private final Set<String> known = new HashSet<>();
    /** What the tool's standard input gets, too: everything so far, so that it misses nothing of what came before it. */
    private final List<String> texts = new ArrayList<>();

    private @Nullable ToolInput input;

    private HintInbox(Path file) {
        this.file = file;
    }

    /** An empty one; the file is there from now on. */
    static HintInbox in(Path file) throws IOException {
        Files.createFile(file);
        return new HintInbox(file);
    }

    Path file() {
        return file;
    }

    /** Takes a hint in; one that is here already changes nothing. */
    synchronized void add(Hint hint) throws IOException {
        if (known.contains(hint.getHintId())) {
            return;
        }
        String text = hint.getText().replace('\0', '\uFFFD');
        Files.writeString(file, line(hint, text), StandardOpenOption.APPEND);
        known.add(hint.getHintId());
        texts.add(text);
        if (input != null) {
            input.write(text);
        }
    }

    private static String line(Hint hint, String text) throws IOException {
        Map<String, String> members = new LinkedHashMap<>();
        members.put("id", hint.getHintId());
        members.put("at", Instant.now().toString());
        members.put("author", hint.getAuthor());
        members.put("text", text);
        return JSON.writeValueAsString(members) + "\n";
    }

    /** Passes all hints on to a tool that starts, and those that come while it runs. */
    synchronized ToolInput feed(OutputStream standardInput) {
        ToolInput fed = new ToolInput(standardInput);
        texts.forEach(fed::write);
        input = fed;
        return fed;
    }

    /** The standard input of a tool. It is written by a thread of its own, because a tool need not read. */
    final class ToolInput implements AutoCloseable {
        private static final int MOST_WAITING = 256;

        private final java.util.concurrent.BlockingQueue<String> waiting =
                new java.util.concurrent.ArrayBlockingQueue<>(MOST_WAITING);
        private final OutputStream stream;
        private final Thread thread;

        private ToolInput(OutputStream stream) {
            this.stream = stream;
            this.thread = Thread.ofVirtual().name("sia-hints").start(this::run);
        }

        /** What a tool that does not read leaves too much of is in the file only. */
        private void write(String text) {
            waiting.offer(text);
        }

        private void run() {
            try {
                while (!Thread.currentThread().isInterrupted()) {
                    stream.write((waiting.take() + "\n").getBytes(StandardCharsets.UTF_8));
                    stream.flush();
                }
            } catch (IOException e) {
                // The tool has closed its input or ended.
            } catch (InterruptedException closed) {
                Thread.currentThread().interrupt();
            }
        }

        /** The tool has ended. */
        @Override
        public void close() {
            synchronized (HintInbox.this) {
                input = null;
            }
            thread.interrupt();
        }
    }
}
