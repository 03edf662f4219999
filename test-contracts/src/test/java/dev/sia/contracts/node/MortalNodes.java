package dev.sia.contracts.node;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;

/**
 * Two nodes in processes of their own, each behind a front. One that is killed is started again at once, as a supervisor does; in the
 * meantime its front leads to the other one.
 */
public final class MortalNodes implements AutoCloseable {
    private static final int TRIES = 5;

    private final Cluster cluster;
    private final List<Place> places = new ArrayList<>();

    /** A node and who is starting it. */
    private static final class Place {
        private final String name;
        private final Front front;
        private volatile ChildNode node;
        private CompletableFuture<Void> start = CompletableFuture.completedFuture(null);

        private Place(String name, ChildNode node, Front front) {
            this.name = name;
            this.node = node;
            this.front = front;
        }
    }

    /** Starts both. */
    public MortalNodes(Cluster cluster) {
        this.cluster = cluster;
        for (String name : List.of("one", "two")) {
            ChildNode node = cluster.child(name);
            places.add(new Place(name, node, cluster.closing(new Front(node))));
        }
    }

    /** The first or the second one, from 0, as clients know it. */
    public Front front(int index) {
        return places.get(index).front;
    }

    /** Kills one, as soon as it is up. */
    public void kill(int index) {
        Place place = places.get(index);
        place.start.join();
        place.node.kill();
        place.front.leadTo(places.get(1 - index).node);
        place.start = CompletableFuture.runAsync(() -> startAgain(place), Thread::startVirtualThread);
    }

    /** It may find no database. */
    private void startAgain(Place place) {
        for (int number = 1; number < TRIES; number++) {
            try {
                start(place);
                return;
            } catch (AssertionError ended) {
                cluster.awaitDatabase();
            }
        }
        start(place);
    }

    private void start(Place place) {
        place.node = cluster.child(place.name);
        place.front.leadTo(place.node);
    }

    /** Returns when both are up. */
    public void awaitUp() {
        places.forEach(place -> place.start.join());
    }

    /** Nodes are closed by the cluster; this waits for those that are starting. */
    @Override
    public void close() {
        awaitUp();
    }
}
