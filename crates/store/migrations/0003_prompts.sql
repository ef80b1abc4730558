-- Prompts on phones. An account has one row for each place (`slot`): a newer prompt replaces the older. `state`: how it stands;
-- `fetched`: when an app first fetched it, zero before; `changed`: when the row was last written, by which nodes find what others
-- wrote; `expires`: when the row may go, some time after the prompt is over.
CREATE TABLE prompts (
  account TEXT NOT NULL,
  slot TEXT NOT NULL,
  id TEXT NOT NULL,
  state TEXT NOT NULL,
  fetched BIGINT NOT NULL,
  changed BIGINT NOT NULL,
  expires BIGINT NOT NULL,
  doc TEXT NOT NULL,
  PRIMARY KEY (account, slot)
);
CREATE INDEX prompts_changed ON prompts (changed);
CREATE INDEX prompts_expires ON prompts (expires);
