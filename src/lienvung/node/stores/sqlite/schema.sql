-- The node store. Every number of a leaf or tile is one 63-bit rowid: appending never splits a page.
--
--   address of a leaf    log << 40 | index
--   address of a tile    log << 48 | level << 40 | n

CREATE TABLE log (
  id INTEGER PRIMARY KEY,
  origin TEXT NOT NULL UNIQUE,
  node TEXT NOT NULL,
  register TEXT NOT NULL,
  size INTEGER NOT NULL DEFAULT 0,          -- committed
  frontier BLOB NOT NULL DEFAULT x'',
  head BLOB,                                -- signed note of `size` leaves
  pending_size INTEGER NOT NULL DEFAULT 0,  -- stored, at least `size`
  pending_frontier BLOB NOT NULL DEFAULT x''
);

-- Full entry bundles: one zstd frame each, log << 40 | bundle number.
CREATE TABLE bundle (address INTEGER PRIMARY KEY, frame BLOB NOT NULL);

-- The leaves after the last full bundle.
CREATE TABLE tail (address INTEGER PRIMARY KEY, leaf BLOB NOT NULL);

-- Hash tiles of full bundles (level 0) and above, the last one of each level above 0 still growing.
CREATE TABLE tile (address INTEGER PRIMARY KEY, hashes BLOB NOT NULL);

-- What is known of each entry's parts (part_rows.py).
CREATE TABLE part (address INTEGER PRIMARY KEY, parts BLOB NOT NULL);

-- From here on rows carry a sum of their columns where no hash of their own covers them (row_sum.py).
CREATE TABLE blob (sha256 BLOB PRIMARY KEY, data BLOB NOT NULL);

-- Never updated, never deleted from: what was, or was about to be, signed.
CREATE TABLE signed_head (
  log INTEGER NOT NULL REFERENCES log, size INTEGER NOT NULL, root BLOB NOT NULL,
  sum BLOB, PRIMARY KEY (log, size)
) WITHOUT ROWID;

CREATE TABLE cosignature (
  log INTEGER NOT NULL REFERENCES log, size INTEGER NOT NULL, witness TEXT NOT NULL, line TEXT NOT NULL,
  sum BLOB, PRIMARY KEY (log, size, witness)
) WITHOUT ROWID;

CREATE TABLE receipt (
  idempotency_key TEXT PRIMARY KEY, batch TEXT NOT NULL, entries BLOB NOT NULL, sum BLOB
) WITHOUT ROWID;
CREATE TABLE setting (name TEXT PRIMARY KEY, value BLOB NOT NULL, sum BLOB) WITHOUT ROWID;
CREATE TABLE peer (name TEXT PRIMARY KEY, state BLOB NOT NULL, sum BLOB) WITHOUT ROWID;

CREATE TABLE transfer (
  number INTEGER PRIMARY KEY, id TEXT NOT NULL, direction TEXT NOT NULL, partner TEXT NOT NULL, origin TEXT NOT NULL,
  at TEXT NOT NULL, agreements BLOB NOT NULL, names BLOB NOT NULL, entries INTEGER NOT NULL, detail TEXT NOT NULL,
  sum BLOB, UNIQUE (id, direction)
);
CREATE TABLE evidence (
  id INTEGER PRIMARY KEY, at TEXT NOT NULL, node TEXT NOT NULL, origin TEXT NOT NULL, kind TEXT NOT NULL,
  notes BLOB NOT NULL, detail TEXT NOT NULL, sum BLOB, UNIQUE (node, origin, kind, notes)
);
