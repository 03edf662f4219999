package dev.sia.server.feed;

/**
 * A record as all its watchers get it.
 *
 * @param number of a log record in its attempt, of an event in its organization
 * @param json the record as a JSON object in UTF-8; shared, so nobody changes it
 */
public record Piece(long number, byte[] json) {}
