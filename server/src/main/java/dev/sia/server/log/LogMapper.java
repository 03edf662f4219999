package dev.sia.server.log;

import dev.sia.server.job.Step;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import org.apache.ibatis.annotations.Insert;
import org.apache.ibatis.annotations.Param;
import org.apache.ibatis.annotations.Select;

/** SQL of log lines. */
public interface LogMapper {
    @Insert("""
            insert into log_line (attempt_id, seq, at, stream, step, continued, text)
            select #{attemptId}, line.*
            from unnest(#{seqs}::int8[], #{times}::timestamptz[], #{streams}::text[], #{steps}::text[],
                #{continued}::bool[], #{texts}::text[]) as line
            """)
    void append(
            @Param("attemptId") UUID attemptId,
            @Param("seqs") List<Long> seqs,
            @Param("times") List<Instant> times,
            @Param("streams") List<LogStream> streams,
            @Param("steps") List<Step> steps,
            @Param("continued") List<Boolean> continued,
            @Param("texts") List<String> texts);

    @Select("""
            select seq, at, stream, step, continued, text from log_line
            where attempt_id = #{attemptId} and seq > #{afterSeq} order by seq limit #{limit}
            """)
    List<LogLine> after(
            @Param("attemptId") UUID attemptId, @Param("afterSeq") long afterSeq, @Param("limit") int limit);

    /** Ends before the line with which the texts would have more than {@code bytes}; the first line always comes. */
    @Select("""
            select seq, at, stream, step, continued, text from (
                select line.*, sum(octet_length(text)) over (order by seq) as bytes, row_number() over (order by seq) as place
                from (
                    select * from log_line
                    where attempt_id = #{attemptId} and seq > #{afterSeq} order by seq limit #{limit}
                ) line
            ) measured
            where bytes <= #{bytes} or place = 1
            order by seq
            """)
    List<LogLine> afterWithin(
            @Param("attemptId") UUID attemptId,
            @Param("afterSeq") long afterSeq,
            @Param("limit") int limit,
            @Param("bytes") int bytes);
}
