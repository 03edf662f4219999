package dev.sia.server.grpc;

import java.net.InetAddress;
import java.util.HashMap;
import java.util.Map;

/** Counts the connections of the port, those that have not said anything yet included, and says when there are too many. */
final class OpenConnections {
    private final GrpcSettings.ConnectionLimits limits;
    /** Guarded by this; it has no more entries than there are connections. */
    private final Map<InetAddress, Integer> byAddress = new HashMap<>();

    private int all;

    OpenConnections(GrpcSettings.ConnectionLimits limits) {
        this.limits = limits;
    }

    /** Takes a place; false when there is none. */
    synchronized boolean enter(InetAddress address) {
        int there = byAddress.getOrDefault(address, 0);
        if (all >= limits.most() || there >= limits.mostPerAddress()) {
            return false;
        }
        all++;
        byAddress.put(address, there + 1);
        return true;
    }

    synchronized void leave(InetAddress address) {
        all--;
        byAddress.computeIfPresent(address, (key, there) -> there == 1 ? null : there - 1);
    }

    synchronized int count() {
        return all;
    }
}
