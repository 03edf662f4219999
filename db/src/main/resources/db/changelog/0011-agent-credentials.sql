--liquibase formatted sql

--changeset sia:0011-agent-credentials
alter table agent
    -- Null once the credential is revoked: then nothing fits it.
    alter column credential_hash drop not null,
    add column credential_issued_at      timestamptz not null default now(),
    -- A new credential that the agent was given and has not used yet; until it does, the one before stays good.
    add column next_credential_hash      bytea unique,
    add column next_credential_issued_at timestamptz,
    add column credential_revoked_at     timestamptz,
    add constraint agent_next_credential check ((next_credential_hash is null) = (next_credential_issued_at is null)),
    add constraint agent_credential_revoked check (
        (credential_hash is null) = (credential_revoked_at is not null)
        and (credential_revoked_at is null or (next_credential_hash is null and node_id is null)));
update agent set credential_issued_at = enrolled_at;

--changeset sia:0011-enrolment-tokens
create index enrolment_token_by_organization on enrolment_token (organization_id, id desc);
