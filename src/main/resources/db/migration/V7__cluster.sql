-- The name of this database, so that nodes can tell whether they use the same one.
CREATE TABLE store_identity (
  one INTEGER PRIMARY KEY,
  id  CHARACTER VARYING(36) NOT NULL,
  CONSTRAINT store_identity_one CHECK (one = 1)
);

-- Servers that use this database, with the database's clock, because those of the nodes differ.
CREATE TABLE cluster_node (
  name    CHARACTER VARYING(64) PRIMARY KEY,
  -- HOST:PORT at which other nodes reach it; empty for a server without other nodes.
  address CHARACTER VARYING(300) NOT NULL,
  -- Distinguishes the runs of a node.
  run     CHARACTER VARYING(36) NOT NULL,
  -- Whether it is in its cluster, and not still on its way.
  member  BOOLEAN NOT NULL,
  seen_at TIMESTAMP(6) WITH TIME ZONE NOT NULL
);
