--liquibase formatted sql

--changeset sia:0004-event
-- What people did to a queue, for whoever comes with an entity tag that is no longer the present one.
create index event_of_queue on event (organization_id, queue, number)
    where type in ('queue_paused', 'queue_resumed', 'job_moved', 'job_updated');

--changeset sia:0004-attempt
-- How long work took lately, for estimates of what waits.
create index attempt_ended on attempt (organization_id, ended_at desc) where ended_at is not null;
