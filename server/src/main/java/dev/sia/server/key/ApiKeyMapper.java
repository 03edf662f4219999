package dev.sia.server.key;

import dev.sia.server.event.Actor;
import dev.sia.server.organization.OrganizationId;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.apache.ibatis.annotations.Insert;
import org.apache.ibatis.annotations.Param;
import org.apache.ibatis.annotations.Select;
import org.apache.ibatis.annotations.Update;
import org.jspecify.annotations.Nullable;

/** SQL of API keys. */
public interface ApiKeyMapper {
    String KEYS = """
            select id, organization_id, name, public_id, scopes, created_by, created_at, expires_at, last_used_at,
                revoked_at, revoked_by
            from api_key
            """;

    String OWN = " where organization_id = #{organizationId} ";

    /** How many keys work, with the organization locked so that no other is made meanwhile. */
    @Select("""
            select (select count(*) from api_key
                where organization_id = o.id and revoked_at is null and (expires_at is null or expires_at > #{now}))
            from organization o where o.id = #{organizationId} for no key update
            """)
    Optional<Integer> countLive(@Param("organizationId") OrganizationId organizationId, @Param("now") Instant now);

    @Insert("""
            insert into api_key (id, organization_id, name, public_id, secret_hash, scopes, created_by, created_at, expires_at)
            values (#{key.id}, #{key.organizationId}, #{key.name}, #{key.publicId}, #{secretHash}, #{key.scopes},
                #{key.createdBy}, #{key.createdAt}, #{key.expiresAt})
            """)
    void insert(@Param("key") ApiKey key, @Param("secretHash") byte[] secretHash);

    @Select(KEYS + OWN + " and id = #{id}")
    Optional<ApiKey> find(@Param("organizationId") OrganizationId organizationId, @Param("id") ApiKeyId id);

    @Select(KEYS + OWN + " and id = #{id} for no key update")
    Optional<ApiKey> lock(@Param("organizationId") OrganizationId organizationId, @Param("id") ApiKeyId id);

    @Select("<script>" + KEYS + OWN + """
            <if test="after != null">and id &gt; #{after}</if>
            order by id limit #{limit}
            </script>
            """)
    List<ApiKey> list(
            @Param("organizationId") OrganizationId organizationId,
            @Param("after") @Nullable UUID after,
            @Param("limit") int limit);

    @Update("update api_key set revoked_at = #{at}, revoked_by = #{by} where id = #{id}")
    void revoke(@Param("id") ApiKeyId id, @Param("at") Instant at, @Param("by") Actor by);

    /** A key that works, by its public part; whoever asks has yet to show that the secret is right. */
    @Select("""
            select k.id, k.organization_id, o.name as organization_name, k.name, k.secret_hash, k.scopes, k.expires_at,
                k.last_used_at
            from api_key k join organization o on o.id = k.organization_id
            where k.public_id = #{publicId} and k.revoked_at is null and (k.expires_at is null or k.expires_at > #{now})
            """)
    Optional<StoredKey> findLive(@Param("publicId") String publicId, @Param("now") Instant now);

    @Select("""
            select k.id, k.organization_id, o.name as organization_name, k.name, k.secret_hash, k.scopes, k.expires_at,
                k.last_used_at
            from api_key k join organization o on o.id = k.organization_id
            where k.id = #{id} and k.revoked_at is null and (k.expires_at is null or k.expires_at > #{now})
            """)
    Optional<StoredKey> findLiveById(@Param("id") ApiKeyId id, @Param("now") Instant now);

    /** Many at once; a later time that is there already stays. */
    @Update("""
            update api_key k set last_used_at = used.at
            from unnest(#{ids}, #{times}) as used (id, at)
            where k.id = used.id and (k.last_used_at is null or k.last_used_at < used.at)
            """)
    void used(@Param("ids") List<ApiKeyId> ids, @Param("times") List<Instant> times);
}
