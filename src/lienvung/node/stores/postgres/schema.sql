-- The node store in PostgreSQL: the tables of the SQLite store (sqlite/schema.sql, sqlite/projections.sql)
-- in a schema of their own. Addresses are made in the same way. Text compares by code point.

CREATE TABLE store (version BIGINT NOT NULL);  -- one row; whoever writes holds its lock

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
