package dev.sia.server.error;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;

class ErrorCodeTest {
    @Test
    void theCatalogueIsTheOneOfTheContract() throws IOException {
        List<String> inTheContract = problemCodes();
        assertThat(inTheContract).isNotEmpty();
        assertThat(Arrays.stream(ErrorCode.values()).map(ErrorCode::wire))
                .containsExactlyInAnyOrderElementsOf(inTheContract);
    }

    private static List<String> problemCodes() throws IOException {
        try (InputStream contract = ErrorCodeTest.class.getResourceAsStream("/contracts/schemas/problem.yaml")) {
            assertThat(contract).isNotNull();
            return new String(contract.readAllBytes(), StandardCharsets.UTF_8)
                    .lines()
                    .dropWhile(line -> !line.equals("ProblemCode:"))
                    .dropWhile(line -> !line.equals("  enum:"))
                    .skip(1)
                    .takeWhile(line -> line.startsWith("    - "))
                    .map(line -> line.substring("    - ".length()).strip())
                    .toList();
        }
    }
}
