package dev.sia.server.measure;

/**
 * What a database can do.
 *
 * @param version as it tells it
 * @param fsync whether a commit is on the disk when it is answered
 * @param insertCommitsPerSecond transactions that each insert one small row
 * @param keySelectsPerSecond reads of one row by its primary key
 * @param copyRowsPerSecond log lines of 120 bytes, a row each, with COPY over one connection
 */
public record DatabaseFigures(
        String version,
        boolean fsync,
        double insertCommitsPerSecond,
        double keySelectsPerSecond,
        double copyRowsPerSecond) {}
