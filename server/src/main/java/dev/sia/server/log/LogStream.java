package dev.sia.server.log;

/** Source of a log line; {@code SYSTEM} is the agent or the server itself. */
public enum LogStream {
    STDOUT,
    STDERR,
    SYSTEM
}
