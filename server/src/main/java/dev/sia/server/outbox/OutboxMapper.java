package dev.sia.server.outbox;

import java.util.List;
import java.util.UUID;
import org.apache.ibatis.annotations.Delete;
import org.apache.ibatis.annotations.Insert;
import org.apache.ibatis.annotations.Param;
import org.apache.ibatis.annotations.Select;
import org.apache.ibatis.annotations.Update;
import org.jspecify.annotations.Nullable;

/** SQL of the outbox. */
public interface OutboxMapper {
    @Insert("insert into outbox (kind, job_id, task_token) values (#{kind}, #{jobId}, #{taskToken})")
    void insert(
            @Param("kind") OutboxKind kind,
            @Param("jobId") UUID jobId,
            @Param("taskToken") byte @Nullable [] taskToken);

    /** Stores a wake-up unless the job has any promise already; returns the number of stored rows. */
    @Insert("""
            insert into outbox (kind, job_id)
            select 'wake_workflow', #{jobId} where not exists (select 1 from outbox where job_id = #{jobId})
            """)
    int insertWakeUnlessPresent(UUID jobId);

    /** Takes rows that are due and hides them from other nodes for a while. */
    @Select(affectData = true, value = """
                    update outbox set tries = tries + 1, next_try_at = now() + interval '30 seconds'
                    where id in (
                        select id from outbox where next_try_at <= now() order by next_try_at, id
                        limit #{limit} for update skip locked)
                    returning id, kind, job_id, task_token, tries
                    """)
    List<OutboxRow> take(int limit);

    @Delete("delete from outbox where id = #{id}")
    void delete(long id);

    @Update("""
            update outbox set next_try_at = now() + #{delayMillis} * interval '1 millisecond' where id = #{id}
            """)
    void postpone(@Param("id") long id, @Param("delayMillis") long delayMillis);

    @Select("select extract(epoch from min(next_try_at) - now()) * 1000 from outbox")
    @Nullable
    Double millisUntilNext();
}
