package dev.sia.server.member;

import dev.sia.server.identity.Role;
import dev.sia.server.organization.OrganizationId;
import java.time.Instant;
import java.util.List;
import org.apache.ibatis.annotations.Insert;
import org.apache.ibatis.annotations.Param;
import org.apache.ibatis.annotations.Select;
import org.jspecify.annotations.Nullable;

/** SQL of members. */
public interface MemberMapper {
    /** Writes nothing when another node has noted the same not long ago. */
    @Insert("""
            insert into member as m (organization_id, user_id, email, role, first_seen_at, last_seen_at)
            values (#{organizationId}, #{userId}, #{email}, #{role}, #{now}, #{now})
            on conflict (organization_id, user_id) do update
                set email = excluded.email, role = excluded.role,
                    last_seen_at = greatest(m.last_seen_at, excluded.last_seen_at)
                where m.email is distinct from excluded.email or m.role <> excluded.role or m.last_seen_at < #{fresh}
            """)
    void see(
            @Param("organizationId") OrganizationId organizationId,
            @Param("userId") String userId,
            @Param("email") @Nullable String email,
            @Param("role") Role role,
            @Param("now") Instant now,
            @Param("fresh") Instant fresh);

    @Select("""
            <script>
            select organization_id, user_id, email, role, first_seen_at, last_seen_at from member
            where organization_id = #{organizationId}
            <if test="after != null">and user_id &gt; #{after}</if>
            order by user_id limit #{limit}
            </script>
            """)
    List<Member> list(
            @Param("organizationId") OrganizationId organizationId,
            @Param("after") @Nullable String after,
            @Param("limit") int limit);
}
