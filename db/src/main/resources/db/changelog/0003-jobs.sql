--liquibase formatted sql

--changeset sia:0003-attempt-step
alter table attempt
    -- When the step that runs began, by the server's clock; null between steps.
    add column step_started_at timestamptz;

--changeset sia:0003-job
-- Waiting jobs that may run out of time.
create index job_timed on job (id) where status = 'queued' and job_timeout_seconds is not null;
