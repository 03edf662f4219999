package dev.sia.server.queue;

import dev.sia.server.organization.OrganizationId;
import java.math.BigDecimal;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.apache.ibatis.annotations.Param;
import org.apache.ibatis.annotations.Select;
import org.apache.ibatis.annotations.Update;

/** SQL of moving jobs inside their queue. Who uses it has locked the queue. */
public interface MoveMapper {
    String JOB =
            "select id, queue, priority, rank, status from job where organization_id = #{organizationId} and id = #{id}";
    String PEERS = """
             from job where organization_id = #{organizationId} and queue = #{job.queue} and status = 'queued'
                and priority = #{job.priority} and id <> #{job.id}
            """;

    @Select(JOB + " for no key update")
    Optional<Placed> lock(@Param("organizationId") OrganizationId organizationId, @Param("id") UUID id);

    @Select(JOB)
    Optional<Placed> find(@Param("organizationId") OrganizationId organizationId, @Param("id") UUID id);

    /** Waiting jobs of the same priority with lower ranks, nearest first. */
    @Select("select id, rank" + PEERS + " and rank < #{rank} order by rank desc limit #{limit}")
    List<Neighbour> below(
            @Param("organizationId") OrganizationId organizationId,
            @Param("job") Placed job,
            @Param("rank") BigDecimal rank,
            @Param("limit") int limit);

    /** Waiting jobs of the same priority with this rank or higher ones, nearest first. */
    @Select("select id, rank" + PEERS + " and rank >= #{rank} order by rank limit #{limit}")
    List<Neighbour> from(
            @Param("organizationId") OrganizationId organizationId,
            @Param("job") Placed job,
            @Param("rank") BigDecimal rank,
            @Param("limit") int limit);

    @Update("update job set rank = #{rank} where id = #{id} and status = 'queued'")
    void place(@Param("id") UUID id, @Param("rank") BigDecimal rank);

    /** Gives several jobs their ranks; ranks that they leave must be free at every moment of the statement. */
    @Update("""
            update job set rank = given.rank
            from unnest(#{ids}::uuid[], #{ranks}::numeric[]) given (id, rank)
            where job.id = given.id and job.status = 'queued'
            """)
    void placeAll(@Param("ids") List<UUID> ids, @Param("ranks") List<BigDecimal> ranks);

    /**
     * A job and its place.
     *
     * @param status lower-case, as the contract has it
     */
    record Placed(UUID id, QueueName queue, short priority, BigDecimal rank, String status) {
        boolean waits() {
            return status.equals("queued");
        }
    }

    /** A job near the place that another is to have. */
    record Neighbour(UUID id, BigDecimal rank) {}
}
