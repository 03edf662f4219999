--liquibase formatted sql

--changeset sia:0013-audit splitStatements:false
-- Who changed what from where, and who was refused. The id is a UUIDv7 whose time is "at", so the primary key serves the newest
-- first and ranges of time. No foreign keys: an entry outlives what it names, and takes no lock on it.
create table audit_entry (
    organization_id uuid        not null,
    id              uuid        not null,
    at              timestamptz not null,
    action          text        not null,
    outcome         text        not null check (outcome in ('allowed', 'denied')),
    -- Null for somebody who did not prove who it is.
    actor           jsonb,
    address         text,
    request_id      uuid,
    job_id          uuid,
    agent_id        uuid,
    queue           text,
    subject_id      uuid,
    -- The first event that tells of the change.
    event_number    bigint,
    -- Why it was denied, how often, and since when.
    code            text,
    count           bigint      not null default 1 check (count >= 1),
    first_at        timestamptz,
    primary key (organization_id, id),
    check ((outcome = 'denied') = (code is not null))
);
-- For retention.
create index audit_entry_by_time on audit_entry using brin (at);

-- Nothing is changed, and nothing is removed before it is 30 days old, by nobody who uses the table.
create function audit_entry_is_kept() returns trigger language plpgsql as $$
begin
    if tg_op = 'DELETE' then
        if old.at < now() - interval '30 days' then
            return old;
        end if;
    end if;
    raise exception 'audit entries are append-only' using errcode = 'restrict_violation';
end
$$;

create trigger audit_entry_rows_are_kept before update or delete on audit_entry
    for each row execute function audit_entry_is_kept();
create trigger audit_entry_is_not_emptied before truncate on audit_entry
    for each statement execute function audit_entry_is_kept();
