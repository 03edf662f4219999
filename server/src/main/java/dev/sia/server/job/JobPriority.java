package dev.sia.server.job;

/** Order inside a queue, before manual order; stored as its ordinal so that the database can sort by it. */
public enum JobPriority {
    LOW,
    NORMAL,
    HIGH,
    URGENT;

    short stored() {
        return (short) ordinal();
    }

    public static JobPriority ofStored(short value) {
        return values()[value];
    }
}
