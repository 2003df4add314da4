-- Plain enough for H2 and PostgreSQL 15. JSON is kept as text; 1048576 is the longest H2 keeps in the row.

CREATE TABLE breaker_state (
  breaker  CHARACTER VARYING(256) PRIMARY KEY,
  memento  CHARACTER VARYING(1048576) NOT NULL,
  saved_at TIMESTAMP(6) WITH TIME ZONE NOT NULL
);

-- id is the order of storing: clocks can stand still or go back.
CREATE TABLE answer (
  id        BIGINT GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  tool      CHARACTER VARYING(128) NOT NULL,
  digest    CHARACTER VARYING(64) NOT NULL,
  body      CHARACTER VARYING(1048576) NOT NULL,
  stored_at TIMESTAMP(6) WITH TIME ZONE NOT NULL,
  CONSTRAINT answer_key UNIQUE (tool, digest)
);
CREATE INDEX answer_by_order ON answer (tool, id);
CREATE INDEX answer_by_age ON answer (stored_at);

-- id is the place in the queue.
CREATE TABLE queued_call (
  id          BIGINT GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  handle      CHARACTER VARYING(64) NOT NULL,
  tool        CHARACTER VARYING(128) NOT NULL,
  arguments   CHARACTER VARYING(1048576) NOT NULL,
  caller      CHARACTER VARYING(1024) NOT NULL,
  state       CHARACTER VARYING(8) NOT NULL,
  attempts    INTEGER NOT NULL,
  queued_at   TIMESTAMP(6) WITH TIME ZONE NOT NULL,
  claimed_at  TIMESTAMP(6) WITH TIME ZONE,
  finished_at TIMESTAMP(6) WITH TIME ZONE,
  outcome     CHARACTER VARYING(1048576),
  CONSTRAINT queued_call_handle UNIQUE (handle),
  CONSTRAINT queued_call_state CHECK (state IN ('waiting', 'running', 'done'))
);
CREATE INDEX queued_call_next ON queued_call (tool, state, id);

-- One row per tool, locked by whoever counts before adding, so that a bound is a bound.
CREATE TABLE tool_gate (
  tool CHARACTER VARYING(128) PRIMARY KEY
);
