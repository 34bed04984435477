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
CREATE TABLE tally (register TEXT COLLATE "C" PRIMARY KEY, cells BYTEA);
