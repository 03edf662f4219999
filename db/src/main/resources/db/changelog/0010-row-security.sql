--liquibase formatted sql

--changeset sia:0010-organization-of-parts
-- What belongs to a job or an attempt carries the organization too: a policy that had to look at the parent would cost a read
-- for every row. It is not a foreign key, for the parent's is one. Who works for one organization need not name it.
alter table attempt_step add column organization_id uuid;
update attempt_step s set organization_id = t.organization_id from attempt t where t.id = s.attempt_id;
alter table attempt_step alter column organization_id set not null,
    alter column organization_id set default nullif(current_setting('sia.organization', true), '')::uuid;

alter table hint add column organization_id uuid;
update hint h set organization_id = j.organization_id from job j where j.id = h.job_id;
alter table hint alter column organization_id set not null,
    alter column organization_id set default nullif(current_setting('sia.organization', true), '')::uuid;

alter table job_revision add column organization_id uuid;
update job_revision r set organization_id = j.organization_id from job j where j.id = r.job_id;
alter table job_revision alter column organization_id set not null,
    alter column organization_id set default nullif(current_setting('sia.organization', true), '')::uuid;

-- Stored for several organizations at once, so it is always named.
alter table log_chunk add column organization_id uuid;
update log_chunk c set organization_id = t.organization_id from attempt t where t.id = c.attempt_id;
alter table log_chunk alter column organization_id set not null;

-- Null for what the server promised in its own work, across organizations.
alter table outbox add column organization_id uuid
    default nullif(current_setting('sia.organization', true), '')::uuid;
