package dev.sia.server.outbox;

import java.util.List;
import java.util.UUID;
import org.apache.ibatis.annotations.Delete;
import org.apache.ibatis.annotations.Param;
import org.apache.ibatis.annotations.Select;
import org.apache.ibatis.annotations.Update;
import org.jspecify.annotations.Nullable;

/** SQL of the outbox. */
public interface OutboxMapper {
    /**
     * Stores promises that this node is about to keep: the others leave them alone until it must have died. Returns their
     * ids in the same order.
     */
    @Select(affectData = true, value = """
                    <script>
                    insert into outbox (kind, job_id, task_token, attempt_id, node_id, timeout_seconds, offered, next_try_at)
                    values
                    <foreach collection="rows" item="row" separator=",">
                        (#{row.kind}, #{row.jobId}, #{row.taskToken}::bytea, #{row.attemptId}::uuid, #{row.nodeId}::text,
                        #{row.timeoutSeconds}::bigint, #{row.offered}, now() + #{hiddenSeconds} * interval '1 second')
                    </foreach>
                    returning id
                    </script>
                    """)
    List<Long> insert(@Param("rows") List<OutboxRow> rows, @Param("hiddenSeconds") int hiddenSeconds);

    /** Stores wake-ups, due at once, for those jobs that have no promise at all; returns the number of stored rows. */
    @Update("""
            insert into outbox (kind, job_id)
            select 'wake_workflow', wanted.id from unnest(#{jobIds}::uuid[]) wanted (id)
            where not exists (select 1 from outbox where job_id = wanted.id)
            """)
    int insertWakesUnlessPresent(@Param("jobIds") List<UUID> jobIds);

    /** Takes rows that are due and hides them from other nodes for a while. */
    @Select(affectData = true, value = """
                    update outbox set next_try_at = now() + #{hiddenSeconds} * interval '1 second'
                    where id in (
                        select id from outbox where next_try_at <= now() order by next_try_at, id
                        limit #{limit} for update skip locked)
                    returning id, kind, job_id, task_token, attempt_id, node_id, timeout_seconds, offered, tries
                    """)
    List<OutboxRow> take(@Param("limit") int limit, @Param("hiddenSeconds") int hiddenSeconds);

    @Delete("delete from outbox where id = any(#{ids})")
    void delete(@Param("ids") List<Long> ids);

    @Update("""
            update outbox set tries = tries + 1, next_try_at = now() + #{delayMillis} * interval '1 millisecond'
            where id = #{id}
            """)
    void postpone(@Param("id") long id, @Param("delayMillis") long delayMillis);

    /** Makes due what waits after a failure. What somebody else has locked is being tried, and left out. */
    @Update("""
            update outbox set next_try_at = now()
            where id in (
                select id from outbox where tries > 0 and next_try_at > now() order by id for update skip locked)
            """)
    void retryNow();

    @Select("select extract(epoch from min(next_try_at) - now()) * 1000 from outbox")
    @Nullable
    Double millisUntilNext();
}
