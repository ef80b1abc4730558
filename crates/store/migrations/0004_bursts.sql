-- Failures lately, by keyed names of addresses and networks, for the other nodes to add to their own: bounded counts in base64, with a
-- version of their own, since they change while nothing is learned.
ALTER TABLE risk_nodes ADD COLUMN bursts TEXT NOT NULL DEFAULT '';
ALTER TABLE risk_nodes ADD COLUMN bursts_version BIGINT NOT NULL DEFAULT 0;
