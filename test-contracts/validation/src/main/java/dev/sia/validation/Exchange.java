package dev.sia.validation;

import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/** A request and its answer as they were on the wire. */
record Exchange(Request request, Answer answer) {
    /**
     * What a client said.
     *
     * @param path as sent, without the query
     * @param query as sent
     * @param headers by their names in small letters
     */
    record Request(String method, String path, String query, Map<String, List<String>> headers, Bytes body) {}

    /** What the server answered. */
    record Answer(int status, Map<String, List<String>> headers, Bytes body) {
        Optional<String> header(String name) {
            return headers.getOrDefault(name, List.of()).stream().findFirst();
        }
    }

    /**
     * A body, or its beginning.
     *
     * @param whole false when more of it came than is kept, or it was cut off
     */
    @SuppressWarnings("ArrayRecordComponent") // never compared, and never changed
    record Bytes(byte[] content, boolean whole) {
        static final Bytes NONE = new Bytes(new byte[0], true);
    }

    /** Media type without its parameters, in small letters. */
    static String essence(String contentType) {
        return contentType.replaceFirst(";.*", "").strip().toLowerCase(Locale.ROOT);
    }

    @Override
    public String toString() {
        return request.method() + " " + request.path() + " -> " + answer.status();
    }
}
