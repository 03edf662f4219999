package dev.sia.contracts.node;

import dev.sia.support.FreePort;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.StandardSocketOptions;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/** One address in front of several nodes, as a load balancer is: passes connections on to the node that is chosen now. */
public final class Switchboard implements AutoCloseable {
    private final ServerSocket entrance;
    private final Set<Socket> callers = ConcurrentHashMap.newKeySet();
    private volatile int port;

    public Switchboard() {
        try {
            entrance = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
        } catch (IOException thrown) {
            throw new UncheckedIOException(thrown);
        }
        Thread.ofVirtual().name("switchboard").start(this::serve);
    }

    /** {@code host:port} for clients. */
    public String target() {
        return "127.0.0.1:" + entrance.getLocalPort();
    }

    /** Connections made from now on go to this node, to the port for agents. */
    public void choose(Node node) {
        chooseAddress(node.addresses().grpcTarget());
    }

    /** The same, to the port for people's tools. */
    public void chooseHttp(Node node) {
        chooseAddress(node.addresses().httpUrl());
    }

    private void chooseAddress(String address) {
        choosePort(Integer.parseInt(address.substring(address.lastIndexOf(':') + 1)));
    }

    /** The same, to anything on this machine. */
    public void choosePort(int other) {
        port = other;
    }

    /** There is nobody any longer, now and for who comes. */
    public void cutOff() {
        choosePort(FreePort.find());
        reset();
    }

    /** Breaks all connections off without a goodbye. */
    public void reset() {
        callers.forEach(Switchboard::reset);
    }

    private static void reset(Socket socket) {
        try {
            socket.setOption(StandardSocketOptions.SO_LINGER, 0);
            socket.close();
        } catch (IOException gone) {
            // As wished.
        }
    }

    private void serve() {
        while (!entrance.isClosed()) {
            try {
                Socket caller = entrance.accept();
                Thread.ofVirtual().start(() -> connect(caller));
            } catch (IOException closed) {
                return;
            }
        }
    }

    private void connect(Socket caller) {
        callers.add(caller);
        try (caller;
                Socket node = new Socket(InetAddress.getLoopbackAddress(), port)) {
            caller.setTcpNoDelay(true);
            node.setTcpNoDelay(true);
            Thread back = Thread.ofVirtual().start(() -> pass(node, caller));
            pass(caller, node);
            back.join();
        } catch (IOException | InterruptedException gone) {
            // Both ends see it.
        } finally {
            callers.remove(caller);
        }
    }

    /** When one end is gone, so is the other. */
    private static void pass(Socket from, Socket to) {
        try (from;
                to;
                InputStream in = from.getInputStream();
                OutputStream out = to.getOutputStream()) {
            in.transferTo(out);
        } catch (IOException gone) {
            // As wished.
        }
    }

    @Override
    public void close() throws IOException {
        entrance.close();
        reset();
    }
}
