package dev.sia.cli.bench.live;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ReaderTest {
    private static final String HANDSHAKE = "HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\n\r\n";

    private final List<Long> seen = new ArrayList<>();
    private final Reader reader = new Reader("{\"type\":\"subscribe\"}", 2, (seq, _) -> seen.add(seq));
    private ServerSocketChannel listening;
    private SocketChannel client;
    private SocketChannel server;
    private Selector selector;
    private SelectionKey key;

    @BeforeEach
    void connect() throws Exception {
        listening = ServerSocketChannel.open().bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0));
        client = SocketChannel.open(listening.getLocalAddress());
        server = listening.accept();
        selector = Selector.open();
        client.configureBlocking(false);
        key = client.register(selector, SelectionKey.OP_READ);
        reader.opens("{\"type\":\"authenticate\"}".getBytes(StandardCharsets.UTF_8), new BatchNumbers());
    }

    @AfterEach
    void close() throws Exception {
        selector.close();
        client.close();
        server.close();
        listening.close();
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 2, 3, 7, 64, 100_000})
    void countsWhatIsMissingAndWhatComesTwiceHoweverTheBytesCome(int atOnce) throws Exception {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        bytes.writeBytes(HANDSHAKE.getBytes(StandardCharsets.US_ASCII));
        bytes.writeBytes(frame(0x81, "{\"type\":\"authenticated\",\"kind\":\"user\",\"id\":\"ada\"}"));
        bytes.writeBytes(frame(0x81, batch(3, 4)));
        bytes.writeBytes(frame(0x81, "{\"type\":\"caught-up\",\"seq\":4}"));
        bytes.writeBytes(frame(0x01, "{\"type\":\"log-batch\",\"lines\":[{\"seq\":7}"));
        bytes.writeBytes(frame(0x80, ",{\"seq\":7},{\"seq\":8}]}"));
        bytes.writeBytes(frame(0x81, batch(9, 200)));
        bytes.writeBytes(new byte[] {(byte) 0x88, 4, 0x03, (byte) 0xF5, 'n', 'o'});
        byte[] all = bytes.toByteArray();
        for (int at = 0; at < all.length; at += atOnce) {
            server.write(ByteBuffer.wrap(all, at, Math.min(atOnce, all.length - at)));
            selector.select(1_000);
            selector.selectedKeys().clear();
            reader.read(key, ByteBuffer.allocate(1 << 18));
        }
        assertThat(seen).hasSize(2 + 2 + 192).startsWith(3L, 4L, 7L, 8L).endsWith(200L);
        assertThat(reader.isReady()).isTrue();
        assertThat(reader.lost()).isEqualTo(2);
        assertThat(reader.twice()).isEqualTo(1);
        assertThat(reader.closeCode()).isEqualTo(1013);
        assertThat(reader.closeReason()).isEqualTo("no");
    }

    @Test
    void timesFallIntoTheirTenths() {
        Histogram histogram = new Histogram();
        for (int millis = 1; millis <= 100; millis++) {
            histogram.add(millis * 1_000_000L - 1);
        }
        assertThat(histogram.percentiles().p50()).isEqualTo(50);
        assertThat(histogram.percentiles().p99()).isEqualTo(99);
        assertThat(histogram.percentiles().count()).isEqualTo(100);
    }

    private static String batch(long from, long to) {
        StringBuilder text = new StringBuilder("{\"type\":\"log-batch\",\"lines\":[");
        for (long seq = from; seq <= to; seq++) {
            text.append(seq == from ? "" : ",").append("{\"seq\":").append(seq).append('}');
        }
        return text.append("]}").toString();
    }

    private static byte[] frame(int first, String text) {
        byte[] payload = text.getBytes(StandardCharsets.UTF_8);
        ByteBuffer frame = ByteBuffer.allocate(payload.length + 4).put((byte) first);
        if (payload.length < 126) {
            frame.put((byte) payload.length);
        } else {
            frame.put((byte) 126).putShort((short) payload.length);
        }
        frame.put(payload).flip();
        byte[] bytes = new byte[frame.remaining()];
        frame.get(bytes);
        return bytes;
    }
}
