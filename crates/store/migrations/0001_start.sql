-- The schema of the first release: TEXT and BIGINT, NOT NULL throughout ('' says "none").
-- Every row of an account begins its key with the account, so that the schema can be distributed by account.
-- `doc` is the domain's own JSON; a column stands beside it only where SQL selects, joins or guards by it.
--
-- Indexes for the sweep: `expires` is indexed where it is written once and grows with the clock, so that an insert
-- touches the last leaf only and later updates of the row leave the index alone. Where it moves with every use
-- (browsers, counters), an index would be rewritten on every sign-in; the sweep walks those tables in the order of
-- their keys instead, some rows at a time.

-- What the database knows of itself: the fingerprints of its keys.
CREATE TABLE meta (k TEXT NOT NULL PRIMARY KEY, v TEXT NOT NULL);

CREATE TABLE accounts (
  account TEXT NOT NULL PRIMARY KEY,
  version BIGINT NOT NULL,
  password TEXT NOT NULL,
  doc TEXT NOT NULL
);

-- `name` is a keyed hash of what a person may type to sign in.
CREATE TABLE names (name TEXT NOT NULL PRIMARY KEY, account TEXT NOT NULL);

CREATE TABLE methods (
  account TEXT NOT NULL,
  id TEXT NOT NULL,
  version BIGINT NOT NULL,
  kind TEXT NOT NULL,
  secret TEXT NOT NULL,
  doc TEXT NOT NULL,
  PRIMARY KEY (account, id)
);

CREATE TABLE recovery_codes (
  account TEXT NOT NULL,
  slot TEXT NOT NULL,
  hash TEXT NOT NULL,
  PRIMARY KEY (account, slot)
);

CREATE TABLE emails (
  account TEXT NOT NULL,
  id TEXT NOT NULL,
  version BIGINT NOT NULL,
  sealed TEXT NOT NULL,
  doc TEXT NOT NULL,
  PRIMARY KEY (account, id)
);

-- `account` may be a pretended one. `browser` and `session` are joined through; '' where there is none.
CREATE TABLE sign_ins (
  account TEXT NOT NULL,
  id TEXT NOT NULL,
  token TEXT NOT NULL,
  hash TEXT NOT NULL,
  expires BIGINT NOT NULL,
  browser TEXT NOT NULL,
  session TEXT NOT NULL,
  doc TEXT NOT NULL,
  PRIMARY KEY (account, id)
);
CREATE INDEX sign_ins_expires ON sign_ins (expires);

CREATE TABLE sessions (
  account TEXT NOT NULL,
  id TEXT NOT NULL,
  version BIGINT NOT NULL,
  hash TEXT NOT NULL,
  last_seen BIGINT NOT NULL,
  expires BIGINT NOT NULL,
  browser TEXT NOT NULL,
  doc TEXT NOT NULL,
  PRIMARY KEY (account, id)
);
CREATE INDEX sessions_expires ON sessions (expires);

CREATE TABLE browsers (
  account TEXT NOT NULL,
  id TEXT NOT NULL,
  version BIGINT NOT NULL,
  expires BIGINT NOT NULL,
  doc TEXT NOT NULL,
  PRIMARY KEY (account, id)
);

CREATE TABLE histories (
  account TEXT NOT NULL PRIMARY KEY,
  version BIGINT NOT NULL,
  doc TEXT NOT NULL
);

-- Failures. A network's own counter has the network in the place of the account, scope 'network' and door ''.
CREATE TABLE counters (
  account TEXT NOT NULL,
  scope TEXT NOT NULL,
  door TEXT NOT NULL,
  n BIGINT NOT NULL,
  last BIGINT NOT NULL,
  PRIMARY KEY (account, scope, door)
);

-- What is paid for, per number, country, day.
CREATE TABLE sums (k TEXT NOT NULL PRIMARY KEY, n BIGINT NOT NULL, expires BIGINT NOT NULL);
CREATE INDEX sums_expires ON sums (expires);

-- What was used once.
CREATE TABLE once (
  account TEXT NOT NULL,
  k TEXT NOT NULL,
  expires BIGINT NOT NULL,
  PRIMARY KEY (account, k)
);
CREATE INDEX once_expires ON once (expires);

CREATE TABLE links (
  account TEXT NOT NULL,
  id TEXT NOT NULL,
  hash TEXT NOT NULL,
  token TEXT NOT NULL,
  expires BIGINT NOT NULL,
  doc TEXT NOT NULL,
  PRIMARY KEY (account, id)
);
CREATE INDEX links_expires ON links (expires);

-- Messages to send. `due`: when a worker may take it; a lease moves it to the lease's end. `lease`: who took it last and
-- has not answered. `body`: the whole message, sealed.
CREATE TABLE outbox (
  account TEXT NOT NULL,
  id TEXT NOT NULL,
  due BIGINT NOT NULL,
  attempts BIGINT NOT NULL,
  lease TEXT NOT NULL,
  expires BIGINT NOT NULL,
  body TEXT NOT NULL,
  PRIMARY KEY (account, id)
);
CREATE INDEX outbox_due ON outbox (due);

CREATE TABLE events (
  account TEXT NOT NULL,
  at BIGINT NOT NULL,
  id TEXT NOT NULL,
  doc TEXT NOT NULL,
  PRIMARY KEY (account, at, id)
);
