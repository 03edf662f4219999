--liquibase formatted sql

--changeset sia:0003-outbox
-- An attempt was made: its workflow is told which, so that it need not look.
alter table outbox drop constraint outbox_kind_check;
alter table outbox
    add column attempt_id      uuid,
    add column node_id         text,
    add column timeout_seconds bigint,
    add column offered         boolean not null default false,
    add constraint outbox_kind_check
        check (kind in ('start_workflow', 'assign_attempt', 'wake_workflow', 'complete_attempt')),
    add constraint outbox_attempt check ((kind = 'assign_attempt') = (attempt_id is not null));
create index outbox_by_job on outbox (job_id);

--changeset sia:0003-claim
-- Only jobs whose workflow has been started are given out.
drop index job_by_labels;
create index job_by_labels on job (organization_id, queue, labels, priority desc, rank)
    where status = 'queued' and workflow_started;
-- Live attempts of an organization, for its limit.
create index attempt_live_by_organization on attempt (organization_id) where status in ('offered', 'running');
create index attempt_live_by_agent on attempt (agent_id) where status in ('offered', 'running');
