package dev.sia.cli.agent.session;

/** A token that must not be seen: it prints as {@code ***}. */
public record Secret(String value) {
    @Override
    public String toString() {
        return "***";
    }
}
