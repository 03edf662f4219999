package dev.sia.server.job;

import dev.sia.server.event.Actor;
import java.util.List;
import java.util.Optional;
import org.apache.ibatis.annotations.Insert;
import org.apache.ibatis.annotations.Param;
import org.apache.ibatis.annotations.Select;

/** SQL of the history of what was asked of jobs. */
public interface JobRevisionMapper {
    /** Keeps what the job was created with; nothing when that is kept already. */
    @Insert("""
            insert into job_revision (job_id, number, kind, prompt, comments, actor, created_at)
            select id, 1, 'created', prompt, #{none}, created_by, created_at from job where id = #{jobId}
            on conflict do nothing
            """)
    void keepFirst(@Param("jobId") JobId jobId, @Param("none") Review none);

    @Insert("""
            insert into job_revision (job_id, number, kind, prompt, comments, actor)
            select #{jobId}, max(number) + 1, #{kind}, #{prompt}, #{comments}, #{actor}
            from job_revision where job_id = #{jobId}
            """)
    void add(
            @Param("jobId") JobId jobId,
            @Param("kind") RevisionKind kind,
            @Param("prompt") String prompt,
            @Param("comments") Review comments,
            @Param("actor") Actor actor);

    @Select("""
            select number, kind, prompt, comments, actor, created_at from job_revision
            where job_id = #{jobId} and number > #{after} order by number limit #{limit}
            """)
    List<JobRevision> after(@Param("jobId") JobId jobId, @Param("after") int after, @Param("limit") int limit);

    @Select("""
            select comments from job_revision where job_id = #{jobId} and kind = 'rework' order by number desc limit 1
            """)
    Optional<Review> lastReview(JobId jobId);
}
