-- Several nodes may share the database. Each statement may run again: H2 has no transactions around them, and a server
-- that is killed between two starts at the first.

-- node is the node's name, and empty in a database that only one node has.
CREATE TABLE IF NOT EXISTS node_breaker_state (
  node     CHARACTER VARYING(64) NOT NULL,
  breaker  CHARACTER VARYING(256) NOT NULL,
  memento  CHARACTER VARYING(1048576) NOT NULL,
  saved_at TIMESTAMP(6) WITH TIME ZONE NOT NULL,
  PRIMARY KEY (node, breaker)
);

CREATE TABLE IF NOT EXISTS breaker_state (
  breaker  CHARACTER VARYING(256) PRIMARY KEY,
  memento  CHARACTER VARYING(1048576) NOT NULL,
  saved_at TIMESTAMP(6) WITH TIME ZONE NOT NULL
);

INSERT INTO node_breaker_state (node, breaker, memento, saved_at)
SELECT '', breaker, memento, saved_at FROM breaker_state
WHERE breaker NOT IN (SELECT breaker FROM node_breaker_state WHERE node = '');

DROP TABLE breaker_state;

-- The node that has claimed the call; null while the call waits.
ALTER TABLE queued_call ADD COLUMN IF NOT EXISTS node CHARACTER VARYING(64);
UPDATE queued_call SET node = '' WHERE state = 'running' AND node IS NULL;
