-- For every key the version that wins. Names are in PeerShare.Protocol.Records.RecordKind; ids are compared as bytes.
CREATE TABLE IF NOT EXISTS record (
  kind    INTEGER NOT NULL,
  id      BLOB    NOT NULL,
  millis  INTEGER NOT NULL,
  counter INTEGER NOT NULL,
  origin  INTEGER NOT NULL,
  deleted INTEGER NOT NULL,
  body    BLOB    NOT NULL,
  PRIMARY KEY (kind, id)
) STRICT, WITHOUT ROWID;

-- Mirrors ask for what an origin wrote after a stamp.
CREATE INDEX IF NOT EXISTS record_by_stamp ON record (origin, millis, counter);

-- Tombstones are pruned when every mirror knows them.
CREATE INDEX IF NOT EXISTS tombstone ON record (millis) WHERE deleted = 1;

CREATE TABLE IF NOT EXISTS blob (
  hash    BLOB    NOT NULL PRIMARY KEY,
  content BLOB    NOT NULL
) STRICT;

-- How far the records of each origin are known. A record that was replaced leaves its origin's head where it was.
CREATE TABLE IF NOT EXISTS head (
  origin  INTEGER NOT NULL PRIMARY KEY,
  millis  INTEGER NOT NULL,
  counter INTEGER NOT NULL
) STRICT;

-- For each origin the latest tombstone that was pruned: a mirror that does not know as much takes a full copy.
CREATE TABLE IF NOT EXISTS horizon (
  origin  INTEGER NOT NULL PRIMARY KEY,
  millis  INTEGER NOT NULL,
  counter INTEGER NOT NULL
) STRICT;
