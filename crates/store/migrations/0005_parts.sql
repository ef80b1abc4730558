-- What an account is made of, in one table: a decision reads all of it, so it lies side by side and is found by one descent
-- of one index. `part`: 'account' (the account itself), 'history', 'method', 'email' or 'browser'; `id`: which of several, ''
-- where there is one. `version` guards each row by itself. `expires`: of a browser, 0 where nothing expires. `secret`: what is
-- kept beside the JSON: the hash of the password, the profile of the history, the seed of a method, the address, sealed.
CREATE TABLE parts (
  account TEXT NOT NULL,
  part TEXT NOT NULL,
  id TEXT NOT NULL,
  version BIGINT NOT NULL,
  expires BIGINT NOT NULL,
  secret TEXT NOT NULL,
  doc TEXT NOT NULL,
  PRIMARY KEY (account, part, id)
);

INSERT INTO parts (account, part, id, version, expires, secret, doc)
  SELECT account, 'account' AS part, '' AS id, version, 0, password, doc FROM accounts
  UNION ALL SELECT account, 'history', '', version, 0, profile, doc FROM histories
  UNION ALL SELECT account, 'method', id, version, 0, secret, doc FROM methods
  UNION ALL SELECT account, 'email', id, version, 0, sealed, doc FROM emails
  UNION ALL SELECT account, 'browser', id, version, expires, '', doc FROM browsers
  ORDER BY account, part, id;

DROP TABLE accounts;
DROP TABLE histories;
DROP TABLE methods;
DROP TABLE emails;
DROP TABLE browsers;
