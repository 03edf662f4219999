--liquibase formatted sql

--changeset sia:0006-event
-- What happened to an agent while it had a job.
create index event_by_agent on event (agent_id, number) where agent_id is not null and job_id is null;
