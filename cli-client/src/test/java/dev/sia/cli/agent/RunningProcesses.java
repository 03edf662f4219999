package dev.sia.cli.agent;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;

/** Looks whether a process that wrote its number to a file still runs. */
public final class RunningProcesses {
    private RunningProcesses() {}

    /** False for zombies too: they have ended, only nobody has asked for their exit code. */
    public static boolean runs(Path pidFile) throws IOException {
        String pid = Files.readString(pidFile).strip();
        Path stat = Path.of("/proc", pid, "stat");
        try {
            String text = Files.readString(stat, StandardCharsets.ISO_8859_1);
            return text.charAt(text.lastIndexOf(')') + 2) != 'Z';
        } catch (IOException gone) {
            return false;
        }
    }
}
