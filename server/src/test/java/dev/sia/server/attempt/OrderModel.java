package dev.sia.server.attempt;

import dev.sia.server.job.JobId;
import dev.sia.server.job.JobPriority;
import dev.sia.server.queue.QueueName;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;

/** The order of the queues as people are told it is: lines of jobs, one for each queue and priority. */
final class OrderModel {
    private final Map<QueueName, Map<JobPriority, List<JobId>>> lines = new EnumMap<>(QueueName.class);

    /** The line of a queue for jobs of one priority, to be changed in place. */
    List<JobId> line(QueueName queue, JobPriority priority) {
        return lines.computeIfAbsent(queue, name -> new EnumMap<>(JobPriority.class))
                .computeIfAbsent(priority, urgency -> new ArrayList<>());
    }

    /** All that waits in these queues, the next job first. */
    List<JobId> serving(Set<QueueName> queues) {
        return QueueName.SERVING_ORDER.stream()
                .filter(queues::contains)
                .flatMap(queue -> Stream.of(JobPriority.values())
                        .sorted(Comparator.reverseOrder())
                        .flatMap(priority -> line(queue, priority).stream()))
                .toList();
    }
}
