package dev.sia.cli.agent.process;

import java.io.IOException;

/** Takes what a command writes to one of its two outputs. Called by one thread. */
public interface OutputSink {
    /** Takes the first {@code length} bytes; may block, and then the command blocks as soon as its pipe is full. */
    void write(byte[] bytes, int length) throws IOException;

    /** The output has ended. */
    void end() throws IOException;
}
