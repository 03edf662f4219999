package dev.sia.sdk;

/** The form of a downloaded log. */
public enum LogFormat {
    /** A line of text for each record: time, stream, step, text. */
    TEXT("text/plain"),
    /** A JSON object on a line for each record: {@link dev.sia.api.model.LogEntry}. */
    NDJSON("application/x-ndjson");

    private final String mediaType;

    LogFormat(String mediaType) {
        this.mediaType = mediaType;
    }

    /** As HTTP names it. */
    public String mediaType() {
        return mediaType;
    }
}
