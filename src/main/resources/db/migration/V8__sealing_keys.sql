-- What nodes need to accept from a client what another node gave it. Each statement may run again: H2 has no transactions
-- around them.

-- Keys that sign request states. They are secret.
CREATE TABLE IF NOT EXISTS sealing_key (
  -- Each state carries the id of its key.
  id         CHARACTER VARYING(16) PRIMARY KEY,
  -- The order of the keys. It is unique, so that only one of the nodes that make a key at once succeeds.
  generation BIGINT NOT NULL,
  secret     BYTEA NOT NULL,
  created_at TIMESTAMP(6) WITH TIME ZONE NOT NULL,
  CONSTRAINT sealing_key_generation UNIQUE (generation)
);

-- Request states for a single use that a node has accepted.
CREATE TABLE IF NOT EXISTS used_state (
  ticket  CHARACTER VARYING(64) PRIMARY KEY,
  used_at TIMESTAMP(6) WITH TIME ZONE NOT NULL
);
CREATE INDEX IF NOT EXISTS used_state_by_age ON used_state (used_at);
