package dev.sia.server.organization;

import java.util.Optional;
import org.apache.ibatis.annotations.Insert;
import org.apache.ibatis.annotations.Param;
import org.apache.ibatis.annotations.Select;
import org.apache.ibatis.annotations.Update;

/** SQL of organizations. */
public interface OrganizationMapper {
    /** Stores an organization unless it is there, without locking one that is. */
    @Insert("insert into organization (id, name) values (#{id}, #{name}) on conflict do nothing")
    void insert(@Param("id") OrganizationId id, @Param("name") String name);

    @Update("update organization set name = #{name} where id = #{id} and name <> #{name}")
    void rename(@Param("id") OrganizationId id, @Param("name") String name);

    @Select("select id, name, created_at from organization where id = #{id}")
    Optional<Organization> find(OrganizationId id);
}
