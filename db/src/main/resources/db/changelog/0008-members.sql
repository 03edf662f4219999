--liquibase formatted sql

--changeset sia:0008-member
-- Who was seen in an organization, as the last credential told. What somebody may do is never read from here.
create table member (
    organization_id uuid        not null references organization,
    -- The identity provider's id: its own form, sorted by bytes so that pages do not depend on a language.
    user_id         text        collate "C" not null,
    email           text,
    role            text        not null check (role in ('viewer', 'member', 'admin', 'owner')),
    first_seen_at   timestamptz not null,
    -- Written at most once an hour.
    last_seen_at    timestamptz not null,
    primary key (organization_id, user_id)
);
