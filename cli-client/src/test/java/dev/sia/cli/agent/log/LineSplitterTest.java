package dev.sia.cli.agent.log;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

class LineSplitterTest {
    private final List<String> lines = new ArrayList<>();
    private final List<Boolean> repaired = new ArrayList<>();

    @Test
    void cutsAtLineEndsOfBothKindsAndKeepsTheLastUnendedLine() throws IOException {
        split(100, bytes("one\ntwo\r\n\nlone\rreturn\nlast"));
        assertThat(lines).containsExactly("one", "two", "", "lone\rreturn", "last");
    }

    @Test
    void endsWithoutAnEmptyLineAfterALineEnd() throws IOException {
        split(100, bytes("one\n"));
        assertThat(lines).containsExactly("one");
    }

    @Test
    void replacesMalformedUtf8AndNulAndKeepsAnsi() throws IOException {
        split(100, new byte[] {'a', (byte) 0xff, 'b', 0, (byte) 0xc3, '\n', (byte) 0xe2, (byte) 0x82});
        split(100, bytes("\u001b[31mred\u001b[0m\n"));
        assertThat(lines).containsExactly("a\uFFFDb\uFFFD\uFFFD", "\uFFFD", "\u001b[31mred\u001b[0m");
    }

    @Test
    void marksTheLinesThatItRepairedAndNoOthers() throws IOException {
        split(100, new byte[] {'a', '\n', 'b', 0, '\n', 'c', '\n', (byte) 0xc3, 'd', '\n'});
        split(100, bytes("\uFFFD was written so\n"));
        split(100, new byte[] {'e', '\r', (byte) 0xff, '\r', '\n', 'f', (byte) 0xf0, (byte) 0x9f});
        assertThat(lines)
                .containsExactly("a", "b\uFFFD", "c", "\uFFFDd", "\uFFFD was written so", "e\r\uFFFD", "f\uFFFD");
        assertThat(repaired).containsExactly(false, true, false, true, false, true, true);
    }

    @Test
    void marksOnlyTheRepairedPieceOfALongLine() throws IOException {
        split(4, new byte[] {'a', 'b', 'c', 'd', (byte) 0xff, 'e', 'f', 'g', 'h', '\n'});
        assertThat(lines).containsExactly("abcd>", "\uFFFDe>", "fgh");
        assertThat(repaired).containsExactly(false, true, false);
    }

    @Test
    void cutsLongLinesBetweenCharactersAndMarksThePieces() throws IOException {
        split(4, bytes("abcdefgh\nabcd\nä€😀x\n"));
        assertThat(lines).containsExactly("abcd>", "efgh", "abcd", "ä>", "€>", "😀>", "x");
    }

    @Test
    void givesTheSameLinesHoweverTheBytesArrive() throws IOException {
        byte[] text = bytes("Grüße 😀 from\r\nthe €-zone\n\0 and a long long long long long line without end");
        split(16, text);
        List<Boolean> wholeRepaired = List.copyOf(repaired);
        List<String> whole = List.copyOf(lines);
        Random random = new Random(7);
        for (int round = 0; round < 200; round++) {
            lines.clear();
            repaired.clear();
            LineSplitter splitter = splitter(16);
            for (int at = 0; at < text.length; ) {
                int length = Math.min(text.length - at, 1 + random.nextInt(5));
                splitter.write(Arrays.copyOfRange(text, at, at + length), length);
                at += length;
            }
            splitter.end();
            assertThat(lines).isEqualTo(whole);
            assertThat(repaired).isEqualTo(wholeRepaired);
        }
    }

    @Test
    void neverExceedsTheLimitOnRandomBytesAndLosesNoLineEnd() throws IOException {
        Random random = new Random(11);
        byte[] noise = new byte[200_000];
        random.nextBytes(noise);
        split(37, noise);
        assertThat(lines)
                .allMatch(line -> line.replaceFirst(">$", "").getBytes(StandardCharsets.UTF_8).length <= 37)
                .noneMatch(line -> line.contains("\n") || line.contains("\0"));
        long ends = 0;
        for (byte b : noise) {
            ends += b == '\n' ? 1 : 0;
        }
        assertThat(pieces).isEqualTo(lines.size() - ends - (noise[noise.length - 1] == '\n' ? 0 : 1));
    }

    private int pieces;

    private void split(int limit, byte[] bytes) throws IOException {
        LineSplitter splitter = splitter(limit);
        splitter.write(bytes, bytes.length);
        splitter.end();
    }

    private LineSplitter splitter(int limit) {
        return new LineSplitter(limit, line -> {
            lines.add(line.continued() ? line.text() + '>' : line.text());
            repaired.add(line.repaired());
            pieces += line.continued() ? 1 : 0;
        });
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }
}
