package dev.sia.contracts.audit;

import java.util.List;

/**
 * What is wrong, counted.
 *
 * @param lost records that somebody should have and has not, or that were acknowledged and were not stored
 * @param duplicate records that somebody has twice
 * @param reordered records that came after one with a greater number, or after a later attempt
 * @param crossOrganization records of one organization where another one's should be
 * @param changed records that are not what the agent wrote
 * @param unproven logs whose digest, end or completeness is not what the agent's ledger says
 * @param details the first ones, for people
 */
record Findings(
        long lost,
        long duplicate,
        long reordered,
        long crossOrganization,
        long changed,
        long unproven,
        List<String> details) {
    Findings {
        details = List.copyOf(details);
    }

    boolean isClean() {
        return lost + duplicate + reordered + crossOrganization + changed + unproven == 0;
    }

    @Override
    public String toString() {
        return "lost=%d duplicate=%d reordered=%d cross_organization=%d changed=%d unproven=%d"
                .formatted(lost, duplicate, reordered, crossOrganization, changed, unproven);
    }
}
