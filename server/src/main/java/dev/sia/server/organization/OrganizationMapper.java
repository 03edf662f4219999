package dev.sia.server.organization;

import java.util.Optional;
import org.apache.ibatis.annotations.Insert;
import org.apache.ibatis.annotations.Param;
import org.apache.ibatis.annotations.Select;

/** SQL of organizations. */
public interface OrganizationMapper {
    @Insert(
            """
            insert into organization (id, name) values (#{id}, #{name})
            on conflict (id) do update set name = excluded.name where organization.name <> excluded.name
            """)
    void upsert(@Param("id") OrganizationId id, @Param("name") String name);

    @Select("select id, name, created_at from organization where id = #{id}")
    Optional<Organization> find(OrganizationId id);
}
