--liquibase formatted sql

--changeset sia:0012-live-ticket
-- Unused tickets for live sessions. Using one deletes its row, so it is good once whatever node takes it.
create table live_ticket (
    ticket_hash       bytea       primary key,
    organization_id   uuid        not null references organization,
    -- For whom the session will be; what an API key may do is asked of the key itself.
    principal_kind    text        not null check (principal_kind in ('user', 'api_key')),
    principal_id      text        not null,
    principal_name    text,
    role              text        check (role in ('viewer', 'member', 'admin', 'owner')),
    -- When the session has to end; null for never.
    session_ends_at   timestamptz,
    expires_at        timestamptz not null,
    check ((role is null) = (principal_kind = 'api_key'))
);
create index live_ticket_by_organization on live_ticket (organization_id, expires_at);
create index live_ticket_by_expiry on live_ticket (expires_at);
