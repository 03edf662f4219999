--liquibase formatted sql

--changeset sia:0001-organization
create table organization (
    id                uuid        primary key,
    name              text        not null,
    created_at        timestamptz not null default now(),
    -- Head of the organization's event sequence. Taking a number locks this row until commit: no holes, commit order.
    last_event_number bigint      not null default 0
);

create table queue (
    organization_id uuid   not null references organization,
    name            text   not null check (name in ('rework', 'backlog')),
    -- Outermost ranks given out so far: the next head is below first_rank, the next end above last_rank.
    first_rank      bigint not null default 0,
    last_rank       bigint not null default 0,
    primary key (organization_id, name)
);

--changeset sia:0001-agent
create table enrolment_token (
    id              uuid        primary key,
    organization_id uuid        not null references organization,
    token_hash      bytea       not null unique,
    max_uses        integer     not null check (max_uses between 1 and 1000),
    uses            integer     not null default 0 check (uses between 0 and max_uses),
    expires_at      timestamptz not null,
    created_by      jsonb       not null,
    created_at      timestamptz not null default now()
);

create table agent (
    id                uuid        primary key,
    organization_id   uuid        not null references organization,
    name              text        not null,
    credential_hash   bytea       not null unique,
    status            text        not null check (status in ('online', 'offline')),
    status_reason     text        not null,
    status_changed_at timestamptz not null default now(),
    labels            text[]      not null default '{}',
    capacity          integer     not null default 0 check (capacity between 0 and 64),
    version           text,
    -- Counts sessions. Whatever an older session still wants to write about the agent is refused.
    session_epoch     bigint      not null default 0,
    -- Node that holds the session; null while offline.
    node_id           text,
    enrolled_at       timestamptz not null default now(),
    last_seen_at      timestamptz,
    check ((status = 'online') = (node_id is not null))
);
create index agent_by_organization on agent (organization_id, id);

--changeset sia:0001-job
create table job (
    id                      uuid        primary key,
    organization_id         uuid        not null references organization,
    title                   text        not null,
    prompt                  text        not null,
    repository_url          text        not null,
    base_branch             text        not null,
    work_branch             text        not null,
    steps                   text[]      not null,
    labels                  text[]      not null default '{}',
    -- 0 low, 1 normal, 2 high, 3 urgent
    priority                smallint    not null check (priority between 0 and 3),
    queue                   text        not null check (queue in ('rework', 'backlog')),
    rank                    numeric     not null,
    queued_at               timestamptz not null default now(),
    status                  text        not null check (status in
                                ('queued', 'in_progress', 'in_review', 'completed', 'failed', 'cancelled', 'archived')),
    cancellation            jsonb,
    attempt_timeout_seconds integer     not null check (attempt_timeout_seconds between 10 and 86400),
    attempt_count           integer     not null default 0,
    publication             jsonb,
    failure                 jsonb,
    workflow_started        boolean     not null default false,
    workflow_error          text,
    created_by              jsonb       not null,
    created_at              timestamptz not null default now(),
    updated_at              timestamptz not null default now(),
    started_at              timestamptz,
    finished_at             timestamptz,
    foreign key (organization_id, queue) references queue (organization_id, name)
);
create unique index job_rank on job (organization_id, queue, priority desc, rank) where status = 'queued';
create index job_by_organization on job (organization_id, id desc);
create index job_by_status on job (organization_id, status, id desc);
create index job_unfinished on job (id) where status in ('queued', 'in_progress');

create table idempotency_key (
    organization_id uuid        not null references organization,
    caller          text        not null,
    key             text        not null,
    request_hash    bytea       not null,
    job_id          uuid        not null references job,
    created_at      timestamptz not null default now(),
    primary key (organization_id, caller, key)
);
create index idempotency_key_by_age on idempotency_key (created_at);

--changeset sia:0001-attempt
create table attempt (
    id               uuid        primary key,
    organization_id  uuid        not null references organization,
    job_id           uuid        not null references job,
    number           integer     not null check (number >= 1),
    agent_id         uuid        not null references agent,
    -- Which of the agent's places it takes, from 1: with the index below, the agent's capacity as a constraint.
    slot             integer     not null check (slot between 1 and 64),
    -- The fence: whatever carries another lease, or this one after the end, changes nothing.
    lease            text        not null,
    status           text        not null check (status in
                         ('offered', 'running', 'succeeded', 'failed', 'cancelled', 'lost')),
    offered_at       timestamptz not null default now(),
    offer_expires_at timestamptz not null,
    accepted_at      timestamptz,
    -- While running: when the agent counts as lost unless it is heard from.
    lease_expires_at timestamptz,
    ended_at         timestamptz,
    current_step     text,
    failure          jsonb,
    publication      jsonb,
    last_log_seq     bigint      not null default 0,
    log_complete     boolean     not null default false,
    -- Temporal's handle to the activity that waits for this attempt.
    task_token       bytea,
    -- The job has been moved on by what this attempt came to.
    concluded        boolean     not null default false,
    unique (job_id, number)
);
create unique index attempt_one_live_per_job on attempt (job_id) where status in ('offered', 'running');
create unique index attempt_one_per_slot on attempt (agent_id, slot) where status in ('offered', 'running');
create index attempt_live on attempt (organization_id, job_id) where status in ('offered', 'running');

create table attempt_step (
    attempt_id uuid        not null references attempt on delete cascade,
    step       text        not null,
    state      text        not null,
    started_at timestamptz not null,
    ended_at   timestamptz,
    exit_code  integer,
    primary key (attempt_id, step)
);

create table log_line (
    attempt_id uuid        not null references attempt,
    seq        bigint      not null check (seq >= 1),
    at         timestamptz not null,
    stream     text        not null,
    step       text        not null,
    continued  boolean     not null,
    text       text        not null,
    primary key (attempt_id, seq)
);

--changeset sia:0001-event
create table event (
    organization_id    uuid        not null references organization,
    number             bigint      not null,
    type               text        not null,
    at                 timestamptz not null default now(),
    actor              jsonb       not null,
    job_id             uuid,
    agent_id           uuid,
    attempt            integer,
    queue              text,
    job_status         text,
    attempt_status     text,
    agent_status       text,
    cancellation_stage text,
    step               text,
    step_state         text,
    reason             text,
    primary key (organization_id, number)
);
create index event_by_job on event (job_id, number) where job_id is not null;

--changeset sia:0001-outbox
create table outbox (
    id          bigint      generated always as identity primary key,
    kind        text        not null check (kind in ('start_workflow', 'wake_workflow', 'complete_attempt')),
    job_id      uuid        not null references job,
    task_token  bytea,
    created_at  timestamptz not null default now(),
    next_try_at timestamptz not null default now(),
    tries       integer     not null default 0
);
create index outbox_due on outbox (next_try_at, id);
