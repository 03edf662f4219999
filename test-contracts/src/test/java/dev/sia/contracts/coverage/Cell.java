package dev.sia.contracts.coverage;

/**
 * Something that a contract declares.
 *
 * @param thing an operation, a frame, a call
 * @param outcome what it may come to
 */
public record Cell(String thing, String outcome) {
    @Override
    public String toString() {
        return thing + " " + outcome;
    }
}
