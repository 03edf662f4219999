package dev.sia.contracts.node;

import dev.sia.server.Addresses;
import dev.sia.server.identity.Role;
import java.io.IOException;
import java.util.UUID;

/** A node as clients know it: addresses that stay, whichever node is behind them and whether there is one. */
public final class Front implements Node, AutoCloseable {
    private final Switchboard people = new Switchboard();
    private final Switchboard agents = new Switchboard();
    private volatile Node behind;

    /** @param first is behind it for now */
    public Front(Node first) {
        behind = first;
        leadTo(first);
    }

    /** Connections made from now on go to this node. */
    public void leadTo(Node node) {
        behind = node;
        people.chooseHttp(node);
        agents.choose(node);
    }

    /** Breaks all connections of agents off without a goodbye. */
    public void resetAgents() {
        agents.reset();
    }

    /** The same for all others. */
    public void resetPeople() {
        people.reset();
    }

    @Override
    public Addresses addresses() {
        return new Addresses(
                "http://" + people.target(),
                agents.target(),
                false,
                behind.addresses().managementUrl());
    }

    @Override
    public String token(UUID organization, Role role) {
        return behind.token(organization, role);
    }

    @Override
    public void close() throws IOException {
        people.close();
        agents.close();
    }
}
