--liquibase formatted sql

--changeset sia:0015-queue-position-rights
-- It counts as its owner, so other roles of the database have no business with it. The role of the transactions is given the
-- right by the server at its start, see dev.sia.server.db.TenantRole.
revoke execute on function queue_position(uuid, text, smallint, numeric, integer) from public;
