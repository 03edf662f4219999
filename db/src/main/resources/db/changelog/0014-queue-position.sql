--liquibase formatted sql

--changeset sia:0014-queue-position splitStatements:false
-- One more than the waiting jobs before a place of a queue, of which at most "most" are counted. In order and bounded, each part
-- reads its range of the index and stops; without an order it might read the whole table to find none. It runs as its owner:
-- under row-level security the rank would be compared row by row, through the whole queue, because that comparison is not
-- leakproof. What it tells is a count within the one organization that it is asked about.
create function queue_position(of_organization uuid, of_queue text, of_priority smallint, of_rank numeric, most integer)
    returns bigint
    language sql stable security definer
begin atomic
    select 1 + count(*) from (
        (select 1 from job ahead
         where ahead.organization_id = of_organization and ahead.queue = of_queue
             and ahead.status = 'queued' and ahead.priority > of_priority
         order by ahead.priority desc, ahead.rank limit most)
        union all
        (select 1 from job ahead
         where ahead.organization_id = of_organization and ahead.queue = of_queue
             and ahead.status = 'queued' and ahead.priority = of_priority and ahead.rank < of_rank
         order by ahead.rank limit most)
        limit most) counted;
end;
