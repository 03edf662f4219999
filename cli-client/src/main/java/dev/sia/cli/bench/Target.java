package dev.sia.cli.bench;

/**
 * A figure beside what it should be.
 *
 * @param target on the machine that the targets are for
 * @param targetHere scaled to this machine by its yardstick
 * @param ratio how well the figure meets {@code targetHere}: 1 or more is met
 */
public record Target(
        String figure, double measured, String unit, double target, double targetHere, double ratio, boolean met) {

    /** More is better; scales with the machine. */
    public static Target atLeast(String figure, double measured, String unit, double target, double scale) {
        return of(figure, measured, unit, target, target * scale, measured / (target * scale));
    }

    /** Less is better; a machine that is slower may take longer. */
    public static Target atMost(String figure, double measured, String unit, double target, double scale) {
        return of(figure, measured, unit, target, target / scale, target / scale / measured);
    }

    private static Target of(
            String figure, double measured, String unit, double target, double targetHere, double ratio) {
        double rounded = Double.isFinite(ratio) ? Math.round(ratio * 100) / 100.0 : 0;
        return new Target(figure, measured, unit, target, Math.round(targetHere * 100) / 100.0, rounded, ratio >= 1);
    }
}
