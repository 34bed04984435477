-- The projections; `record_*`, `text_*` and `member_*` are made from definitions.
CREATE TABLE entry (address INTEGER PRIMARY KEY, key TEXT NOT NULL, time TEXT NOT NULL, op TEXT NOT NULL, batch TEXT NOT NULL);
CREATE INDEX entry_by_key ON entry (key);
CREATE INDEX entry_by_time ON entry (time);

CREATE TABLE definition (
  hash TEXT PRIMARY KEY, register TEXT NOT NULL, version INTEGER NOT NULL,
  own INTEGER NOT NULL,                     -- from our catalogue, not only from a partner's log
  document BLOB NOT NULL
) WITHOUT ROWID;

CREATE TABLE link (
  target TEXT NOT NULL, register TEXT NOT NULL, key TEXT NOT NULL, field TEXT NOT NULL,
  PRIMARY KEY (target, register, key, field)
) WITHOUT ROWID;
CREATE INDEX link_by_source ON link (register, key);

CREATE TABLE blob_ref (
  sha256 BLOB NOT NULL, address INTEGER NOT NULL, part TEXT NOT NULL,
  PRIMARY KEY (sha256, address, part)
) WITHOUT ROWID;

CREATE TABLE erasure (address INTEGER PRIMARY KEY, key TEXT NOT NULL, files TEXT NOT NULL);
CREATE TABLE refused (address INTEGER PRIMARY KEY, code TEXT NOT NULL, detail TEXT NOT NULL);
CREATE TABLE tally (register TEXT PRIMARY KEY, cells BLOB) WITHOUT ROWID;  -- see sql/tally.py
