package dev.sia.cli.bench.auth;

import java.util.List;

/**
 * Requests that are sent one after the other, and what their answers must hold.
 *
 * @param paths in turn
 * @param bearers credentials in turn
 * @param expected what the answer to each path holds
 * @param most requests of one turn; the next turn goes on with the credentials after them
 */
record Requests(List<String> paths, List<String> bearers, List<String> expected, int most) {
    /** Only the time ends a turn. */
    static final int UNLIMITED = Integer.MAX_VALUE;

    Requests {
        paths = List.copyOf(paths);
        bearers = bearers.stream().map(Requests::header).toList();
        expected = List.copyOf(expected);
    }

    private static String header(String bearer) {
        return "Authorization: Bearer " + bearer + "\r\n";
    }

    /** The credential of a request of a turn. */
    String bearer(int turn, int request) {
        long before = most == UNLIMITED ? 0 : (long) turn * most;
        return bearers.get((int) ((before + request) % bearers.size()));
    }

    /** Does not repeat the credentials. */
    @Override
    public String toString() {
        return "Requests[" + paths.size() + " paths, " + bearers.size() + " credentials]";
    }
}
