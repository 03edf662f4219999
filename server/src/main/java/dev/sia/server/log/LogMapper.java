package dev.sia.server.log;

import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.apache.ibatis.annotations.Delete;
import org.apache.ibatis.annotations.Insert;
import org.apache.ibatis.annotations.Param;
import org.apache.ibatis.annotations.Select;
import org.apache.ibatis.annotations.Update;

/** SQL of chunks, and of what an attempt's row says of its log. */
public interface LogMapper {
    /** Chunks of a range with any of the kinds; a kind of 0 is any. */
    String IN_RANGE = """
            from log_chunk
            where attempt_id = #{attemptId} and last_seq > #{afterSeq} and first_seq < #{beforeSeq}
                and (#{stream} = 0 or (kinds & #{stream}) <> 0) and (#{step} = 0 or (kinds & #{step}) <> 0)
            """;

    @Insert("""
            insert into log_chunk (
                attempt_id, organization_id, first_seq, last_seq, kinds, encoding, plain_bytes, data)
            select n.attempt_id, t.organization_id, n.first_seq, n.last_seq, n.kinds, n.encoding, n.plain_bytes, n.data
            from unnest(#{attempts}::uuid[], #{firsts}::int8[], #{lasts}::int8[], #{kinds}::int4[],
                    #{encodings}::int4[], #{plainBytes}::int4[], #{data}::bytea[])
                as n(attempt_id, first_seq, last_seq, kinds, encoding, plain_bytes, data)
            join attempt t on t.id = n.attempt_id
            """)
    void insert(
            @Param("attempts") List<UUID> attempts,
            @Param("firsts") List<Long> firsts,
            @Param("lasts") List<Long> lasts,
            @Param("kinds") List<Integer> kinds,
            @Param("encodings") List<Integer> encodings,
            @Param("plainBytes") List<Integer> plainBytes,
            @Param("data") List<byte[]> data);

    /** Moves the heads of logs on, whose attempts the caller has locked. */
    @Select(affectData = true, value = """
            update attempt t set last_log_seq = h.last_seq, log_digest = h.digest, last_progress_at = now(),
                log_bytes = t.log_bytes + h.bytes, log_stored_bytes = t.log_stored_bytes + h.stored_bytes,
                log_dropped_lines = t.log_dropped_lines + h.dropped_lines,
                log_merged_seq = case when h.small or t.log_small_chunks > 0 then t.log_merged_seq else h.last_seq end,
                log_small_chunks = case when h.small or t.log_small_chunks > 0 then t.log_small_chunks + h.chunks else 0 end
            from unnest(#{attempts}::uuid[], #{lasts}::int8[], #{digests}::text[], #{bytes}::int8[],
                    #{storedBytes}::int8[], #{droppedLines}::int8[], #{chunks}::int4[], #{small}::bool[])
                as h(id, last_seq, digest, bytes, stored_bytes, dropped_lines, chunks, small)
            where t.id = h.id
            returning t.id as attempt_id, t.log_merged_seq as merged_seq, t.log_small_chunks as small_chunks
            """)
    List<LogTail> advance(
            @Param("attempts") List<UUID> attempts,
            @Param("lasts") List<Long> lasts,
            @Param("digests") List<LogDigest> digests,
            @Param("bytes") List<Long> bytes,
            @Param("storedBytes") List<Long> storedBytes,
            @Param("droppedLines") List<Long> droppedLines,
            @Param("chunks") List<Integer> chunks,
            @Param("small") List<Boolean> small);

    /** The first chunks of a range, as many as hold {@code lines} records or {@code bytes}; always one. */
    @Select("""
            select first_seq, last_seq, kinds, encoding, plain_bytes, data from (
                select c.*,
                    sum(last_seq - greatest(first_seq, #{afterSeq} + 1) + 1) over (order by last_seq)
                        - (last_seq - greatest(first_seq, #{afterSeq} + 1) + 1) as lines_before,
                    sum(plain_bytes) over (order by last_seq) - plain_bytes as bytes_before
                from (select *
            """ + IN_RANGE + """
                    order by last_seq limit 1000) c
            ) measured
            where lines_before < #{lines} and bytes_before < #{bytes}
            order by last_seq
            """)
    List<LogChunk> first(
            @Param("attemptId") UUID attemptId,
            @Param("afterSeq") long afterSeq,
            @Param("beforeSeq") long beforeSeq,
            @Param("stream") int stream,
            @Param("step") int step,
            @Param("lines") int lines,
            @Param("bytes") int bytes);

    /** The last chunks of a range, the last one first, likewise. */
    @Select("""
            select first_seq, last_seq, kinds, encoding, plain_bytes, data from (
                select c.*,
                    sum(least(last_seq, #{beforeSeq} - 1) - first_seq + 1) over (order by last_seq desc)
                        - (least(last_seq, #{beforeSeq} - 1) - first_seq + 1) as lines_before,
                    sum(plain_bytes) over (order by last_seq desc) - plain_bytes as bytes_before
                from (select *
            """ + IN_RANGE + """
                        and last_seq <= coalesce((
                            select min(last_seq) from log_chunk
                            where attempt_id = #{attemptId} and last_seq >= #{beforeSeq} - 1), #{beforeSeq})
                    order by last_seq desc limit 1000) c
            ) measured
            where lines_before < #{lines} and bytes_before < #{bytes}
            order by last_seq desc
            """)
    List<LogChunk> last(
            @Param("attemptId") UUID attemptId,
            @Param("afterSeq") long afterSeq,
            @Param("beforeSeq") long beforeSeq,
            @Param("stream") int stream,
            @Param("step") int step,
            @Param("lines") int lines,
            @Param("bytes") int bytes);

    @Select("""
            select id as attempt_id, log_merged_seq as merged_seq, log_small_chunks as small_chunks from attempt
            where id = #{attemptId} for no key update
            """)
    Optional<LogTail> lockTail(UUID attemptId);

    @Select("""
            select first_seq, last_seq, kinds, encoding, plain_bytes, data from (
                select c.*, sum(plain_bytes) over (order by last_seq) - plain_bytes as bytes_before
                from (select * from log_chunk where attempt_id = #{attemptId} and last_seq > #{afterSeq}
                    order by last_seq limit #{most}) c
            ) measured
            where bytes_before < #{bytes}
            order by last_seq
            """)
    List<LogChunk> tail(
            @Param("attemptId") UUID attemptId,
            @Param("afterSeq") long afterSeq,
            @Param("most") int most,
            @Param("bytes") int bytes);

    @Delete("""
            delete from log_chunk
            where attempt_id = #{attemptId} and last_seq between #{firstSeq} and #{lastSeq}
            """)
    int delete(@Param("attemptId") UUID attemptId, @Param("firstSeq") long firstSeq, @Param("lastSeq") long lastSeq);

    @Update("""
            update attempt set log_merged_seq = #{mergedSeq},
                log_small_chunks = log_small_chunks - #{fewerChunks},
                log_stored_bytes = log_stored_bytes - #{fewerBytes}
            where id = #{attemptId}
            """)
    void merged(
            @Param("attemptId") UUID attemptId,
            @Param("mergedSeq") long mergedSeq,
            @Param("fewerChunks") int fewerChunks,
            @Param("fewerBytes") long fewerBytes);
}
