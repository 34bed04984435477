-- The node store in PostgreSQL, version 1: the tables of the SQLite store (sqlite/schema.sql, sqlite/projections.sql)
-- in a schema of their own. Addresses are made in the same way. Text compares by code point.

CREATE TABLE store (version BIGINT NOT NULL);  -- one row; whoever writes holds its lock
INSERT INTO store VALUES (1);

CREATE TABLE log (
  id BIGINT PRIMARY KEY,
  origin TEXT COLLATE "C" NOT NULL UNIQUE,
  node TEXT COLLATE "C" NOT NULL,
  register TEXT COLLATE "C" NOT NULL,
  size BIGINT NOT NULL DEFAULT 0,
  frontier BYTEA NOT NULL DEFAULT '',
  head BYTEA,
  pending_size BIGINT NOT NULL DEFAULT 0,
  pending_frontier BYTEA NOT NULL DEFAULT ''
);

-- Frames, hashes and papers do not become smaller: EXTERNAL spares the attempt.
CREATE TABLE bundle (address BIGINT PRIMARY KEY, frame BYTEA STORAGE EXTERNAL NOT NULL);
CREATE TABLE tail (address BIGINT PRIMARY KEY, leaf BYTEA NOT NULL);
CREATE TABLE tile (address BIGINT PRIMARY KEY, hashes BYTEA STORAGE EXTERNAL NOT NULL);
CREATE TABLE part (address BIGINT PRIMARY KEY, parts BYTEA NOT NULL);
CREATE TABLE blob (sha256 BYTEA PRIMARY KEY, data BYTEA STORAGE EXTERNAL NOT NULL);

CREATE TABLE signed_head (
  log BIGINT NOT NULL REFERENCES log, size BIGINT NOT NULL, root BYTEA NOT NULL, sum BYTEA,
  PRIMARY KEY (log, size)
);
CREATE TABLE cosignature (
  log BIGINT NOT NULL REFERENCES log, size BIGINT NOT NULL, witness TEXT COLLATE "C" NOT NULL, line TEXT NOT NULL,
  sum BYTEA, PRIMARY KEY (log, size, witness)
);

CREATE TABLE receipt (
  idempotency_key TEXT COLLATE "C" PRIMARY KEY, batch TEXT NOT NULL, entries BYTEA NOT NULL, sum BYTEA
);
CREATE TABLE setting (name TEXT COLLATE "C" PRIMARY KEY, value BYTEA NOT NULL, sum BYTEA);
CREATE TABLE peer (name TEXT COLLATE "C" PRIMARY KEY, state BYTEA NOT NULL, sum BYTEA);

CREATE TABLE transfer (
  number BIGINT GENERATED ALWAYS AS IDENTITY PRIMARY KEY, id TEXT NOT NULL, direction TEXT NOT NULL,
  partner TEXT NOT NULL, origin TEXT NOT NULL, at TEXT NOT NULL, agreements BYTEA NOT NULL, names BYTEA NOT NULL,
  entries BIGINT NOT NULL, detail TEXT NOT NULL, sum BYTEA, UNIQUE (id, direction)
);
CREATE TABLE evidence (
  id BIGINT GENERATED ALWAYS AS IDENTITY PRIMARY KEY, at TEXT NOT NULL, node TEXT NOT NULL, origin TEXT NOT NULL,
  kind TEXT NOT NULL, notes BYTEA NOT NULL, detail TEXT NOT NULL, sum BYTEA
);
CREATE UNIQUE INDEX evidence_once ON evidence (node, origin, kind, sha256(notes));

-- The projections; `record_*`, `text_*` and `member_*` are made from definitions.
CREATE TABLE entry (
  address BIGINT PRIMARY KEY, key TEXT COLLATE "C" NOT NULL, time TEXT COLLATE "C" NOT NULL, op TEXT NOT NULL,
  batch TEXT NOT NULL
);
CREATE INDEX entry_by_key ON entry (key);
CREATE INDEX entry_by_time ON entry (time);

CREATE TABLE definition (
  hash TEXT COLLATE "C" PRIMARY KEY, register TEXT COLLATE "C" NOT NULL, version BIGINT NOT NULL,
  own BIGINT NOT NULL, document BYTEA NOT NULL
);
CREATE TABLE link (
  target TEXT COLLATE "C" NOT NULL, register TEXT COLLATE "C" NOT NULL, key TEXT COLLATE "C" NOT NULL,
  field TEXT COLLATE "C" NOT NULL, PRIMARY KEY (target, register, key, field)
);
CREATE INDEX link_by_source ON link (register, key);

CREATE TABLE blob_ref (
  sha256 BYTEA NOT NULL, address BIGINT NOT NULL, part TEXT COLLATE "C" NOT NULL, PRIMARY KEY (sha256, address, part)
);
CREATE TABLE erasure (address BIGINT PRIMARY KEY, key TEXT COLLATE "C" NOT NULL, files TEXT COLLATE "C" NOT NULL);
CREATE TABLE refused (address BIGINT PRIMARY KEY, code TEXT NOT NULL, detail TEXT NOT NULL);
