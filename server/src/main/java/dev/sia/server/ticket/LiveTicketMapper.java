package dev.sia.server.ticket;

import dev.sia.server.identity.PrincipalKind;
import dev.sia.server.identity.Role;
import dev.sia.server.organization.OrganizationId;
import java.time.Instant;
import java.util.Optional;
import org.apache.ibatis.annotations.Delete;
import org.apache.ibatis.annotations.Insert;
import org.apache.ibatis.annotations.Param;
import org.apache.ibatis.annotations.Select;
import org.jspecify.annotations.Nullable;

/** SQL of live tickets. */
public interface LiveTicketMapper {
    /** Stores a ticket unless the organization has too many that can still be used; 0 when it has. */
    @Insert("""
            insert into live_ticket (ticket_hash, organization_id, principal_kind, principal_id, principal_name, role,
                session_ends_at, expires_at)
            select #{hash}, #{organizationId}, #{kind}, #{id}, #{name}, #{role}, #{sessionEndsAt}, #{expiresAt}
            where (select count(*) from live_ticket
                   where organization_id = #{organizationId} and expires_at > #{now}) < #{most}
            """)
    int insert(
            @Param("hash") byte[] hash,
            @Param("organizationId") OrganizationId organizationId,
            @Param("kind") PrincipalKind kind,
            @Param("id") String id,
            @Param("name") @Nullable String name,
            @Param("role") @Nullable Role role,
            @Param("sessionEndsAt") @Nullable Instant sessionEndsAt,
            @Param("expiresAt") Instant expiresAt,
            @Param("now") Instant now,
            @Param("most") int most);

    /** Uses a ticket up; empty when there is none. */
    @Select(affectData = true, value = """
                    with used as (
                        delete from live_ticket where ticket_hash = #{hash} and expires_at > #{now}
                        returning organization_id, principal_kind, principal_id, principal_name, role, session_ends_at
                    )
                    select u.organization_id, o.name as organization_name, u.principal_kind, u.principal_id,
                        u.principal_name, u.role, u.session_ends_at
                    from used u join organization o on o.id = u.organization_id
                    """)
    Optional<StoredTicket> use(@Param("hash") byte[] hash, @Param("now") Instant now);

    /** Removes some that have expired; those that others remove right now are left to them. */
    @Delete("""
            delete from live_ticket where ticket_hash in (
                select ticket_hash from live_ticket where expires_at <= #{now}
                order by expires_at limit #{most} for update skip locked)
            """)
    void removeExpired(@Param("now") Instant now, @Param("most") int most);
}
