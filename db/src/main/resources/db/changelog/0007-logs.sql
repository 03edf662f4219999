--liquibase formatted sql

--changeset sia:0007-log
drop table log_line;

-- Records of a log that were stored together. The server packs and compresses them itself; a range of a log is a range of
-- the primary key, whatever the log's length.
create table log_chunk (
    attempt_id  uuid     not null references attempt on delete cascade,
    first_seq   bigint   not null check (first_seq >= 1),
    last_seq    bigint   not null check (last_seq >= first_seq),
    -- A bit for each stream and each step that occurs: a filter need not unpack what it will not find.
    kinds       integer  not null,
    -- How data is written: 1 packed, 2 packed and compressed with Zstandard.
    encoding    smallint not null check (encoding in (1, 2)),
    -- Length of the packed records before compression.
    plain_bytes integer  not null check (plain_bytes >= 0),
    data        bytea    not null,
    primary key (attempt_id, last_seq)
);
alter table log_chunk alter column data set storage external;

alter table attempt
    -- Records before this one are removed by retention.
    add column log_oldest_seq    bigint  not null default 1,
    -- SHA-256 over all records up to last_log_seq, each covering the one before, in hexadecimal.
    add column log_digest        text    not null default repeat('0', 64),
    -- Text in all, as UTF-8.
    add column log_bytes         bigint  not null default 0,
    -- What its chunks take, for retention by size.
    add column log_stored_bytes  bigint  not null default 0,
    add column log_dropped_lines bigint  not null default 0,
    -- Everything up to this number is in chunks that are large enough; so many small ones follow.
    add column log_merged_seq    bigint  not null default 0,
    add column log_small_chunks  integer not null default 0;

alter table organization
    add column log_keep_days      integer check (log_keep_days between 1 and 3650),
    add column log_keep_mebibytes bigint  check (log_keep_mebibytes between 1 and 1000000000);

-- For retention: whose logs are the oldest. Nothing in it changes while a log grows, so that its attempt's row stays on its page.
alter table attempt add column log_removed boolean not null default false;
create index attempt_with_log on attempt (organization_id, ended_at) where not log_removed;
