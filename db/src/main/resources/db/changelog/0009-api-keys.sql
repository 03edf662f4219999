--liquibase formatted sql

--changeset sia:0009-api-key
-- What tools call with. The secret has 256 random bits, so its plain SHA-256 hides it.
create table api_key (
    id              uuid        primary key,
    organization_id uuid        not null references organization,
    name            text        not null,
    public_id       text        not null unique,
    secret_hash     bytea       not null check (length(secret_hash) = 32),
    scopes          text[]      not null check (cardinality(scopes) > 0),
    created_by      jsonb       not null,
    created_at      timestamptz not null default now(),
    expires_at      timestamptz,
    last_used_at    timestamptz,
    revoked_at      timestamptz,
    revoked_by      jsonb,
    check ((revoked_at is null) = (revoked_by is null))
);
create index api_key_by_organization on api_key (organization_id, id);
