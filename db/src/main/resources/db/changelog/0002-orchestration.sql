--liquibase formatted sql

--changeset sia:0002-organization
alter table organization
    -- How many of its jobs may run at once; null for no limit.
    add column max_running_jobs integer check (max_running_jobs between 1 and 100000),
    add column settings_version bigint not null default 1;

--changeset sia:0002-queue
alter table queue
    -- Counts what people did to the queue (pause, resume, move, change of priority): its entity tag.
    add column version      bigint not null default 1,
    add column paused_at    timestamptz,
    add column paused_by    jsonb,
    add column paused_note  text,
    add column paused_until timestamptz,
    add check ((paused_at is null) = (paused_by is null)),
    add check (paused_at is not null or (paused_note is null and paused_until is null));
create index queue_paused on queue (paused_until) where paused_until is not null;

--changeset sia:0002-agent
-- An agent whose stream broke stays online, without a node, until its grace is over.
alter table agent drop constraint agent_check;
alter table agent
    add column disconnected_at      timestamptz,
    -- Finish what you have and take no more: asked for by people, or by the agent for its present session.
    add column drain_requested_at   timestamptz,
    add column drain_requested_by   jsonb,
    add column drain_reason         text,
    add column session_draining     boolean not null default false,
    -- It declined an offer, so it is left alone for a moment.
    add column rests_until          timestamptz,
    -- Attempts in a row that ended for reasons that lie with the agent.
    add column consecutive_failures integer not null default 0 check (consecutive_failures >= 0),
    -- Live attempts; the slots in attempt are the truth, this finds free agents without counting.
    add column busy_slots        integer not null default 0 check (busy_slots >= 0),
    add column removed_at           timestamptz,
    add constraint agent_session check (node_id is null or status = 'online'),
    add constraint agent_away check (disconnected_at is null or (status = 'online' and node_id is null)),
    add constraint agent_removed check (removed_at is null or status = 'offline'),
    add constraint agent_drain check ((drain_requested_at is null) = (drain_requested_by is null));
update agent set busy_slots = (
    select count(*) from attempt t where t.agent_id = agent.id and t.status in ('offered', 'running'));
create index agent_free on agent (organization_id, busy_slots, id)
    where status = 'online' and node_id is not null and busy_slots < capacity;
create index agent_by_node on agent (node_id) where node_id is not null;
create index agent_away on agent (disconnected_at) where disconnected_at is not null;

--changeset sia:0002-job
alter table job
    -- Counts the changes of the row: its entity tag.
    add column version              bigint  not null default 1,
    add column max_attempts         integer not null default 3 check (max_attempts between 1 and 10),
    add column retry_on             text[]  not null default '{agent,agent_lost}',
    add column step_timeout_seconds integer check (step_timeout_seconds between 10 and 86400),
    add column job_timeout_seconds  integer check (job_timeout_seconds between 10 and 604800),
    -- Attempts made before a person queued it last: the retry policy counts from here.
    add column attempts_before      integer not null default 0,
    -- Agent of the last attempt that failed for reasons of its own; another is taken if there is one.
    add column avoid_agent_id       uuid;
-- Heads of the waiting jobs for each set of labels.
create index job_by_labels on job (organization_id, queue, labels, priority desc, rank) where status = 'queued';

--changeset sia:0002-job-revision
-- What people asked for, each time they asked: the first prompt, changes while queued, reviews that sent it back.
create table job_revision (
    job_id     uuid        not null references job,
    number     integer     not null check (number >= 1),
    kind       text        not null check (kind in ('created', 'updated', 'rework', 'retry')),
    prompt     text        not null,
    comments   jsonb       not null default '[]',
    actor      jsonb       not null,
    created_at timestamptz not null default now(),
    primary key (job_id, number)
);

--changeset sia:0002-hint
create table hint (
    id           uuid        primary key,
    job_id       uuid        not null references job,
    attempt_id   uuid        not null references attempt,
    text         text        not null,
    actor        jsonb       not null,
    created_at   timestamptz not null default now(),
    delivered_at timestamptz
);
create index hint_open on hint (attempt_id, id) where delivered_at is null;
create index hint_by_job on hint (job_id, id);

--changeset sia:0002-attempt
alter table attempt
    -- When its step or its log moved on last; null before it was accepted.
    add column last_progress_at timestamptz;
