package dev.sia.server.grpc;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.InetAddress;
import java.net.UnknownHostException;
import org.junit.jupiter.api.Test;

class OpenConnectionsTest {
    private final OpenConnections connections = new OpenConnections(new GrpcSettings.ConnectionLimits(3, 2));

    private static InetAddress address(int last) throws UnknownHostException {
        return InetAddress.getByAddress(new byte[] {10, 0, 0, (byte) last});
    }

    @Test
    void leavesRoomForOtherAddresses() throws UnknownHostException {
        assertThat(connections.enter(address(1))).isTrue();
        assertThat(connections.enter(address(1))).isTrue();
        assertThat(connections.enter(address(1))).isFalse();
        assertThat(connections.enter(address(2))).isTrue();
        assertThat(connections.enter(address(3))).isFalse();
        assertThat(connections.count()).isEqualTo(3);
    }

    @Test
    void givesAPlaceAgainWhenItIsLeft() throws UnknownHostException {
        connections.enter(address(1));
        connections.enter(address(1));
        connections.leave(address(1));
        assertThat(connections.enter(address(1))).isTrue();
        connections.leave(address(1));
        connections.leave(address(1));
        assertThat(connections.count()).isZero();
    }
}
