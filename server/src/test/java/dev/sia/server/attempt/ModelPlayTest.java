package dev.sia.server.attempt;

import static org.assertj.core.api.Assertions.assertThatCode;

import dev.sia.server.Features;
import dev.sia.server.db.TestDatabase;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** One thing after another, chosen by a seed, and after each the database is what the rules say. */
class ModelPlayTest {
    private static final int STEPS = 200;

    @RegisterExtension
    static final TestDatabase postgres = TestDatabase.with(Features.MAPPERS.toArray(Class<?>[]::new));

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 5, 8, 13, 21, 34})
    void everyStepDoesWhatTheRulesSay(long seed) {
        ModelPlay play = new ModelPlay(postgres.database(), seed);
        List<String> story = new ArrayList<>();
        assertThatCode(() -> {
                    for (int step = 0; step < STEPS; step++) {
                        story.add(play.step());
                        play.model.compare();
                    }
                    play.settle();
                    play.model.checkEvents();
                })
                .as(() -> "after " + String.join(", ", story.subList(Math.max(0, story.size() - 20), story.size())))
                .doesNotThrowAnyException();
    }
}
