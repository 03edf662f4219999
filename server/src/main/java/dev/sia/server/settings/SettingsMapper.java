package dev.sia.server.settings;

import dev.sia.server.organization.OrganizationId;
import java.util.Optional;
import org.apache.ibatis.annotations.Param;
import org.apache.ibatis.annotations.Select;
import org.apache.ibatis.annotations.Update;

/** SQL of settings. */
public interface SettingsMapper {
    String SETTINGS = """
            select settings_version as version, max_running_jobs, log_keep_days, log_keep_mebibytes
            from organization where id = #{id}
            """;

    @Select(SETTINGS)
    Optional<OrganizationSettings> find(OrganizationId id);

    @Select(SETTINGS + " for no key update")
    Optional<OrganizationSettings> lock(OrganizationId id);

    @Update("""
            update organization set settings_version = settings_version + 1, max_running_jobs = #{choices.maxRunningJobs},
                log_keep_days = #{choices.logKeepDays}, log_keep_mebibytes = #{choices.logKeepMebibytes}
            where id = #{id}
            """)
    void update(@Param("id") OrganizationId id, @Param("choices") OrganizationSettings.Choices choices);
}
