package dev.sia.cli.bench.auth;

import java.util.List;

/**
 * Requests that are sent one after the other, and what their answers must hold.
 *
 * @param paths in turn
 * @param bearers credentials in turn
 * @param expected what the answer to each path holds
 */
record Requests(List<String> paths, List<String> bearers, List<String> expected) {
    Requests {
        paths = List.copyOf(paths);
        bearers = bearers.stream().map(Requests::header).toList();
        expected = List.copyOf(expected);
    }

    private static String header(String bearer) {
        return "Authorization: Bearer " + bearer + "\r\n";
    }

    /** Does not repeat the credentials. */
    @Override
    public String toString() {
        return "Requests[" + paths.size() + " paths, " + bearers.size() + " credentials]";
    }
}
