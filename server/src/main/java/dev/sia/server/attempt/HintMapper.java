package dev.sia.server.attempt;

import dev.sia.server.event.Actor;
import dev.sia.server.job.JobId;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.apache.ibatis.annotations.Insert;
import org.apache.ibatis.annotations.Param;
import org.apache.ibatis.annotations.Select;

/** SQL of hints. */
public interface HintMapper {
    String WITH_ATTEMPT = "select h.*, t.number as attempt from hint h join attempt t on t.id = h.attempt_id ";

    @Insert("""
            insert into hint (id, job_id, attempt_id, text, actor)
            values (#{id}, #{jobId}, #{attemptId}, #{text}, #{actor})
            """)
    void insert(
            @Param("id") UUID id,
            @Param("jobId") JobId jobId,
            @Param("attemptId") AttemptId attemptId,
            @Param("text") String text,
            @Param("actor") Actor actor);

    @Select(WITH_ATTEMPT + "where h.id = #{id}")
    Optional<Hint> find(UUID id);

    @Select("""
            select id, attempt_id as attempt, text, coalesce(actor ->> 'name', '') as author from hint
            where attempt_id = #{attemptId} and delivered_at is null order by id
            """)
    List<AttemptHint> open(AttemptId attemptId);

    @Select("select exists (select 1 from hint where attempt_id = #{attemptId} and delivered_at is null)")
    boolean anyOpen(AttemptId attemptId);
}
