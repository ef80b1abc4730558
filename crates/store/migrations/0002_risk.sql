-- The risk engine. What an account's completed sign-ins showed stands beside its history, which is written with it: keyed
-- hashes and counts in base64, at most 1 KiB; '' before the first.
ALTER TABLE histories ADD COLUMN profile TEXT NOT NULL DEFAULT '';

-- What each node has learned of all accounts together, for the others to add to their own. `token`: the process that holds
-- the row now; `seen`: when it wrote last; `version` rises with each write, so that others read only what is new.
-- `statistics`, `scores`: bounded counts in base64.
CREATE TABLE risk_nodes (
  node TEXT NOT NULL PRIMARY KEY,
  token TEXT NOT NULL,
  seen BIGINT NOT NULL,
  version BIGINT NOT NULL,
  statistics TEXT NOT NULL,
  scores TEXT NOT NULL
);
