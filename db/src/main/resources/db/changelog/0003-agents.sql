--liquibase formatted sql

--changeset sia:0003-agent
-- Heartbeats rewrite the row again and again: with room in the page they touch no index.
alter table agent set (fillfactor = 50);
