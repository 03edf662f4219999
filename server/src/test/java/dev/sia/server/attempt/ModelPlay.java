package dev.sia.server.attempt;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sia.server.TestFeatures;
import dev.sia.server.attempt.ModelJob.Ended;
import dev.sia.server.attempt.ModelJob.Held;
import dev.sia.server.db.Database;

/** One thing after another at random; the model is to be compared with the database after every step. */
final class ModelPlay {
    final ModelWorld model;
    private final ModelPeople people;
    private final ModelQueues queues;
    private final ModelAgents agents;
    private final ModelServer server;

    ModelPlay(Database database, long seed) {
        model = new ModelWorld(database, seed);
        people = new ModelPeople(model);
        queues = new ModelQueues(model);
        agents = new ModelAgents(model);
        server = new ModelServer(model);
    }

    /** Something happens. */
    String step() {
        return switch (model.random.nextInt(34)) {
            case 0, 1, 2 -> people.create();
            case 3, 4, 5, 6 -> server.claim();
            case 7, 8 -> agents.accept();
            case 9 -> agents.reject();
            case 10, 11 -> agents.report();
            case 12, 13 -> server.conclude();
            case 14 -> people.cancel();
            case 15 -> server.loseTime();
            case 16 -> agents.comeLate();
            case 17 -> agents.goAway();
            case 18, 19 -> agents.comeBack();
            case 20 -> agents.drain();
            case 21, 22, 23 -> people.decide();
            case 24 -> people.changePriority();
            case 25, 26, 27, 28 -> queues.move();
            case 29 -> queues.pause();
            case 30, 31 -> queues.resume();
            case 32 -> queues.limit();
            default -> server.restartNode();
        };
    }

    /** Whatever has happened: with agents that are there and work well, every job comes to an end that agents can bring. */
    void settle() {
        queues.openAll();
        for (int agent = 0; agent < model.agents.size(); agent++) {
            model.attach(agent, held -> true);
            if (model.drained.remove(agent)) {
                model.world.features.agents.resume(
                        model.organization, model.agents.get(agent).id(), TestFeatures.ADA);
            }
        }
        for (int rounds = 0; rounds < 10 * model.jobs.size() && isAnyActive(); rounds++) {
            server.claim();
            model.jobs.values().stream().filter(ModelJob::isLive).toList().forEach(job -> {
                Held held = job.held();
                model.world.features.attemptReports.accept(
                        model.agents.get(held.agent()), held.attempt(), held.lease());
                model.result(held, Ended.WELL);
                job.holds = held.taken();
                job.ended = Ended.WELL;
            });
            model.jobs.values().stream()
                    .filter(job -> job.ended != null)
                    .toList()
                    .forEach(model::conclude);
            model.compare();
        }
        assertThat(isAnyActive()).as("any job that nobody brought to an end").isFalse();
    }

    private boolean isAnyActive() {
        return model.jobs.values().stream().anyMatch(job -> job.status.isActive());
    }
}
