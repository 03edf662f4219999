package dev.sia.server.queue;

import dev.sia.server.db.Tx;
import dev.sia.server.organization.OrganizationId;
import dev.sia.server.queue.MoveMapper.Neighbour;
import dev.sia.server.queue.MoveMapper.Placed;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/**
 * Finds room for one job among those of its priority, in a transaction that has locked the queue. Usually there is a rank
 * between the neighbours. When hundreds of moves went into the same gap there is none any more; then as few jobs around it
 * as suffice are spread evenly over the room that they have together.
 */
final class RankGap {
    private static final int FIRST_WINDOW = 64;
    private static final int WIDENED = 8;
    /** A spread is worth its cost when it leaves room for some hundred moves. */
    private static final int MOST_DIGITS_AFTER_SPREAD = Ranks.MOST_DIGITS / 2;

    private final Tx tx;
    private final OrganizationId organization;
    private final Placed job;

    RankGap(Tx tx, OrganizationId organization, Placed job) {
        this.tx = tx;
        this.organization = organization;
        this.job = job;
    }

    void placeBefore(BigDecimal anchor) {
        place(anchor);
    }

    void placeBehind(BigDecimal anchor) {
        place(from(anchor, 2).stream()
                .map(Neighbour::rank)
                .filter(rank -> rank.compareTo(anchor) > 0)
                .findFirst()
                .orElse(null));
    }

    /** @param upper rank of the job right behind the place; null when that is the end */
    private void place(@Nullable BigDecimal upper) {
        if (upper == null) {
            moves().place(job.id(), endRank());
            return;
        }
        List<Neighbour> below = below(upper, 1);
        if (below.isEmpty()) {
            moves().place(job.id(), headRank());
            return;
        }
        Optional<BigDecimal> rank = Ranks.between(below.getFirst().rank(), upper);
        rank.ifPresentOrElse(free -> moves().place(job.id(), free), () -> spread(upper));
    }

    private void spread(BigDecimal upper) {
        int window = FIRST_WINDOW;
        while (!spread(upper, window)) {
            window *= WIDENED;
        }
    }

    /** Returns false, having changed nothing, when a window of this size has too little room. */
    private boolean spread(BigDecimal upper, int window) {
        int half = window / 2;
        List<Neighbour> below = below(upper, half + 1);
        List<Neighbour> above = from(upper, half + 1);
        boolean whole = below.size() <= half && above.size() <= half;
        List<UUID> ids = new ArrayList<>();
        below.stream().limit(half).map(Neighbour::id).forEach(ids::addFirst);
        ids.add(job.id());
        above.stream().limit(half).map(Neighbour::id).forEach(ids::add);
        BigDecimal first = below.size() > half ? below.getLast().rank() : headRank();
        BigDecimal last = above.size() > half ? above.getLast().rank() : endRank();
        List<BigDecimal> ranks = Ranks.spread(first, last, ids.size());
        if (ranks.getFirst().scale() > MOST_DIGITS_AFTER_SPREAD && !whole) {
            return false;
        }
        write(ids, ranks);
        return true;
    }

    /** In two steps, by way of ranks below all others: an index sees to it that no two jobs ever have the same. */
    private void write(List<UUID> ids, List<BigDecimal> ranks) {
        BigDecimal free = headRank();
        moves().placeAll(
                        ids,
                        IntStream.range(0, ids.size())
                                .mapToObj(index -> free.subtract(BigDecimal.valueOf(index)))
                                .toList());
        moves().placeAll(ids, ranks);
    }

    private List<Neighbour> below(BigDecimal rank, int limit) {
        return moves().below(organization, job, rank, limit);
    }

    private List<Neighbour> from(BigDecimal rank, int limit) {
        return moves().from(organization, job, rank, limit);
    }

    private BigDecimal headRank() {
        return BigDecimal.valueOf(tx.mapper(QueueMapper.class).nextHead(organization, job.queue()));
    }

    private BigDecimal endRank() {
        return BigDecimal.valueOf(tx.mapper(QueueMapper.class).nextEnds(organization, job.queue(), 1));
    }

    private MoveMapper moves() {
        return tx.mapper(MoveMapper.class);
    }
}
