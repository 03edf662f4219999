package dev.sia.server.agent;

import dev.sia.server.event.Actor;
import dev.sia.server.organization.OrganizationId;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.apache.ibatis.annotations.Delete;
import org.apache.ibatis.annotations.Insert;
import org.apache.ibatis.annotations.Param;
import org.apache.ibatis.annotations.Select;
import org.apache.ibatis.annotations.Update;
import org.jspecify.annotations.Nullable;

/** SQL of enrolment tokens and of the credentials of agents. */
public interface CredentialMapper {
    String ISSUED = "id, created_by, created_at, max_uses, uses, expires_at";

    @Insert("""
            insert into enrolment_token (id, organization_id, token_hash, max_uses, expires_at, created_by)
            values (#{token.id}, #{organizationId}, #{hash}, #{token.maxUses}, #{token.expiresAt}, #{createdBy})
            """)
    void insertToken(
            @Param("organizationId") OrganizationId organizationId,
            @Param("token") EnrolmentToken token,
            @Param("hash") byte[] hash,
            @Param("createdBy") Actor createdBy);

    @Select("select organization_id from enrolment_token where token_hash = #{hash}")
    Optional<OrganizationId> organizationOfToken(byte[] hash);

    @Select("select id, organization_id, name from agent where credential_hash = #{hash} and removed_at is not null")
    Optional<AgentIdentity> findRemovedByCredential(byte[] hash);

    /** Uses a token once; empty when it is unknown, expired or used up. */
    @Select(affectData = true, value = """
                    update enrolment_token set uses = uses + 1
                    where token_hash = #{hash} and uses < max_uses and expires_at > #{now}
                    returning organization_id
                    """)
    Optional<OrganizationId> useToken(@Param("hash") byte[] hash, @Param("now") Instant now);

    /** Newest first. */
    @Select("<script>select " + ISSUED + """
             from enrolment_token where organization_id = #{organizationId}
            <if test="before != null">and id &lt; #{before}</if>
            order by id desc limit #{limit}
            </script>
            """)
    List<IssuedEnrolmentToken> listTokens(
            @Param("organizationId") OrganizationId organizationId,
            @Param("before") @Nullable UUID before,
            @Param("limit") int limit);

    @Select(affectData = true, value = """
                    delete from enrolment_token where organization_id = #{organizationId} and id = #{id}
                    returning """ + " " + ISSUED)
    Optional<IssuedEnrolmentToken> deleteToken(
            @Param("organizationId") OrganizationId organizationId, @Param("id") UUID id);

    @Delete("delete from enrolment_token where organization_id = #{organizationId} and expires_at < #{before}")
    void deleteTokensExpiredBefore(
            @Param("organizationId") OrganizationId organizationId, @Param("before") Instant before);

    @Insert("""
            insert into agent (id, organization_id, name, credential_hash, status, status_reason)
            values (#{agent.id}, #{agent.organizationId}, #{agent.name}, #{hash}, 'offline', 'enrolled, not connected yet')
            """)
    void insertAgent(@Param("agent") AgentIdentity agent, @Param("hash") byte[] hash);

    @Select("select id, organization_id, name from agent where credential_hash = #{hash} and removed_at is null")
    Optional<AgentIdentity> findByCredential(byte[] hash);

    /** Puts a new credential, the first time that it is used, in the place of the one before. */
    @Select(affectData = true, value = """
                    update agent set credential_hash = next_credential_hash,
                        credential_issued_at = next_credential_issued_at,
                        next_credential_hash = null, next_credential_issued_at = null
                    where next_credential_hash = #{hash} and removed_at is null
                    returning id, organization_id, name
                    """)
    Optional<AgentIdentity> useNextCredential(byte[] hash);

    /** Keeps a new credential beside the present one; returns the number of rows changed. */
    @Update("""
            update agent set next_credential_hash = #{next}, next_credential_issued_at = now()
            where id = #{id} and credential_hash = #{present} and removed_at is null
            """)
    int setNextCredential(@Param("id") AgentId id, @Param("present") byte[] present, @Param("next") byte[] next);

    /** Nothing fits the agent any more, and no node holds its session. */
    @Update("""
            update agent set credential_hash = null, next_credential_hash = null, next_credential_issued_at = null,
                credential_revoked_at = now(), status_reason = 'its credential was revoked',
                disconnected_at = case when node_id is null then disconnected_at else now() end, node_id = null
            where id = #{id}
            """)
    void revokeCredential(AgentId id);
}
