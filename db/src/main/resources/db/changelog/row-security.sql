--liquibase formatted sql

--changeset sia:row-security runAlways:true splitStatements:false
-- Runs with every migration, after all other changelogs: whatever table has an organization_id by now gets the one policy. The
-- owner of the tables is not bound by it, see dev.sia.server.db.TenantRole. The organization is looked up once per statement,
-- and without one no row is visible.
do $$
declare
    organized record;
begin
    for organized in
        select t.oid::regclass as name, a.attname as key from pg_class t join pg_attribute a on a.attrelid = t.oid
        where t.relnamespace = current_schema()::regnamespace and t.relkind in ('r', 'p') and not t.relrowsecurity
            and not a.attisdropped and a.attname = case t.relname when 'organization' then 'id' else 'organization_id' end
    loop
        execute format('alter table %s enable row level security', organized.name);
        execute format(
            'create policy organization on %s using (%I = (select nullif(current_setting(''sia.organization'', true), '''')::uuid))',
            organized.name, organized.key);
    end loop;
end
$$;
