package dev.sia.cli.agent.process;

import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;

/**
 * Everything that one command started: its process group and session, and processes that left both but still carry its
 * marker in their environment.
 */
final class ProcessGroup {
    private static final Duration KILL_PATIENCE = Duration.ofSeconds(10);
    private static final long POLL_MILLIS = 20;

    private final long leader;
    private final Marker marker;

    ProcessGroup(long leader, Marker marker) {
        this.leader = leader;
        this.marker = marker;
    }

    boolean isAlive() {
        return !members().isEmpty();
    }

    /** Asks all members to end, and kills those that are still there after the given time. */
    void terminate(Duration killAfter) {
        signal(false);
        if (!awaitEnd(killAfter)) {
            kill();
        }
    }

    /** Kills all members, again and again until none is left, because a member may fork while it is being killed. */
    void kill() {
        long deadline = System.nanoTime() + KILL_PATIENCE.toNanos();
        while (isAlive() && System.nanoTime() - deadline < 0) {
            signal(true);
            awaitEnd(Duration.ofMillis(POLL_MILLIS * 5));
        }
    }

    private boolean awaitEnd(Duration patience) {
        long deadline = System.nanoTime() + patience.toNanos();
        while (isAlive()) {
            if (System.nanoTime() - deadline >= 0) {
                return false;
            }
            Pause.millis(POLL_MILLIS);
        }
        return true;
    }

    private List<ProcessTable.Entry> members() {
        long self = ProcessHandle.current().pid();
        return ProcessTable.read().stream()
                .filter(entry -> entry.pid() != self && isMember(entry))
                .toList();
    }

    private boolean isMember(ProcessTable.Entry entry) {
        return entry.pid() == leader
                || entry.group() == leader
                || entry.session() == leader
                || marker.isCarriedBy(entry.pid());
    }

    private void signal(boolean kill) {
        List<ProcessTable.Entry> members = members();
        if (members.stream().anyMatch(member -> member.group() == leader)) {
            signalGroup(leader, kill);
        }
        members.stream().filter(member -> member.group() != leader).forEach(member -> signalOne(member.pid(), kill));
    }

    /** Signals a whole group in one system call, so that nothing can fork away in between. */
    static void signalGroup(long group, boolean kill) {
        // Java cannot signal a group, but every POSIX shell has kill built in.
        String command = "kill -s " + (kill ? "KILL" : "TERM") + " -- -" + group;
        try {
            new ProcessBuilder("sh", "-c", command)
                    .redirectError(ProcessBuilder.Redirect.DISCARD)
                    .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                    .start()
                    .waitFor(5, TimeUnit.SECONDS);
        } catch (IOException noShell) {
            ProcessTable.read().stream()
                    .filter(entry -> entry.group() == group)
                    .forEach(entry -> signalOne(entry.pid(), kill));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private static void signalOne(long pid, boolean kill) {
        ProcessHandle.of(pid).ifPresent(process -> {
            boolean delivered = kill ? process.destroyForcibly() : process.destroy();
            assert delivered || !process.isAlive();
        });
    }
}
