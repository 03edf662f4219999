package dev.sia.server.log;

import java.util.List;
import java.util.UUID;
import org.apache.ibatis.annotations.Param;
import org.apache.ibatis.annotations.Select;
import org.apache.ibatis.annotations.Update;
import org.jspecify.annotations.Nullable;

/** SQL of retention. */
public interface LogRetentionMapper {
    /** Attempts that ended longer ago than their organization keeps logs. */
    @Select("""
            select t.id from attempt t join organization o on o.id = t.organization_id
            where o.log_keep_days is not null and not t.log_removed
                and t.ended_at < now() - o.log_keep_days * interval '1 day'
            limit #{most}
            """)
    List<UUID> tooOld(int most);

    /** Organizations that limit how much room their logs take. */
    @Select("select id from organization where log_keep_mebibytes is not null")
    List<UUID> limited();

    /** By how many bytes the logs of an organization are too large; negative when they are not. */
    @Select("""
            select coalesce(sum(t.log_stored_bytes), 0) - coalesce(o.log_keep_mebibytes * 1048576, 9223372036854775807)
            from organization o left join attempt t on t.organization_id = o.id and not t.log_removed
            where o.id = #{organizationId} group by o.id
            """)
    long excess(UUID organizationId);

    /** Logs of an organization, those that ended first before the others, and the running ones last. */
    @Select("""
            select id from attempt
            where organization_id = #{organizationId} and not log_removed and log_stored_bytes > 0
            order by ended_at nulls last, id limit #{most}
            """)
    List<UUID> oldest(@Param("organizationId") UUID organizationId, @Param("most") int most);

    /** The last record of the first chunks that make up so many bytes; null when there is none. */
    @Select("""
            select max(last_seq) from (
                select last_seq, sum(octet_length(data)) over (order by last_seq) - octet_length(data) as before
                from log_chunk where attempt_id = #{attemptId}
            ) measured
            where before < #{bytes}
            """)
    @Nullable
    Long endOfFirst(@Param("attemptId") UUID attemptId, @Param("bytes") long bytes);

    /** There is nothing to remove from an ended attempt's log, and never will be. */
    @Update("update attempt set log_removed = ended_at is not null, log_stored_bytes = 0 where id = #{attemptId}")
    void nothingLeft(UUID attemptId);

    /** Removes the chunks up to this record; the caller has locked the attempt. */
    @Update("""
            with gone as (
                delete from log_chunk where attempt_id = #{attemptId} and last_seq <= #{lastSeq}
                returning last_seq, octet_length(data) as bytes)
            update attempt set log_oldest_seq = #{lastSeq} + 1,
                log_removed = ended_at is not null and #{lastSeq} >= last_log_seq,
                log_stored_bytes = log_stored_bytes - (select coalesce(sum(bytes), 0) from gone),
                log_small_chunks = log_small_chunks - (select count(*) from gone where last_seq > log_merged_seq),
                log_merged_seq = greatest(log_merged_seq, #{lastSeq})
            where id = #{attemptId}
            """)
    void remove(@Param("attemptId") UUID attemptId, @Param("lastSeq") long lastSeq);
}
