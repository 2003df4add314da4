-- Jobs and their results. A host's address is its family (4 or 6) and its bytes, so that rows sort by address.

CREATE TABLE scan_job (
  id             CHARACTER VARYING(32) PRIMARY KEY,
  -- The order of creation: clocks can stand still or go back.
  ordinal        BIGINT GENERATED ALWAYS AS IDENTITY,
  name           CHARACTER VARYING(128) NOT NULL,
  tool           CHARACTER VARYING(128) NOT NULL,
  principal      CHARACTER VARYING(1024) NOT NULL,
  -- Of tool, arguments, targets, exclusions and limits: equal for identical jobs.
  digest         CHARACTER VARYING(64) NOT NULL,
  schedule       CHARACTER VARYING(32) NOT NULL,
  -- JSON of what does not change: plan, seed, size of a block.
  definition     CHARACTER VARYING(1048576) NOT NULL,
  state          CHARACTER VARYING(16) NOT NULL,
  waiting        CHARACTER VARYING(1000) NOT NULL,
  priority       INTEGER NOT NULL,
  -- Raised by each new owner; a write with an older one changes nothing.
  epoch          BIGINT NOT NULL,
  -- JSON list of texts in target notation.
  exclusions     CHARACTER VARYING(1048576) NOT NULL,
  max_rate       INTEGER,
  deadline_at    TIMESTAMP(6) WITH TIME ZONE,
  hosts_total    BIGINT NOT NULL,
  hosts_done     BIGINT NOT NULL,
  hosts_up       BIGINT NOT NULL,
  open_ports     BIGINT NOT NULL,
  blocks_total   BIGINT NOT NULL,
  blocks_done    BIGINT NOT NULL,
  blocks_failed  BIGINT NOT NULL,
  problems       BIGINT NOT NULL,
  -- Planned blocks below it were handed out; one of them without a row in scan_block runs again.
  next_block     BIGINT NOT NULL,
  -- Milliseconds for which it has run, without pauses.
  ran_millis     BIGINT NOT NULL,
  -- JSON of the outcome of a job of one block.
  outcome        CHARACTER VARYING(1048576),
  -- JSON of questions and answers of a job that asks its client.
  dialogue       CHARACTER VARYING(1048576),
  created_at     TIMESTAMP(6) WITH TIME ZONE NOT NULL,
  started_at     TIMESTAMP(6) WITH TIME ZONE,
  finished_at    TIMESTAMP(6) WITH TIME ZONE,
  updated_at     TIMESTAMP(6) WITH TIME ZONE NOT NULL,
  CONSTRAINT scan_job_ordinal UNIQUE (ordinal)
);
CREATE INDEX scan_job_by_state ON scan_job (state, priority, ordinal);
CREATE INDEX scan_job_by_principal ON scan_job (principal, ordinal);
CREATE INDEX scan_job_by_name ON scan_job (name, ordinal);
CREATE INDEX scan_job_by_digest ON scan_job (digest, state);

-- Finished blocks, and blocks that were cut from others and wait. A planned block that is not here is computed from
-- the definition; the others have their addresses in "targets".
CREATE TABLE scan_block (
  job         CHARACTER VARYING(32) NOT NULL,
  block       BIGINT NOT NULL,
  state       CHARACTER VARYING(8) NOT NULL,
  attempts    INTEGER NOT NULL,
  worker      CHARACTER VARYING(256) NOT NULL,
  -- Addresses and CIDR blocks, separated by commas.
  targets     CHARACTER VARYING(1048576),
  -- What was excluded when it was handed out; it is scanned later if the exclusion is lifted.
  excluded    CHARACTER VARYING(1048576),
  hosts       BIGINT NOT NULL,
  finished_at TIMESTAMP(6) WITH TIME ZONE,
  PRIMARY KEY (job, block),
  CONSTRAINT scan_block_state CHECK (state IN ('waiting', 'done'))
);
CREATE INDEX scan_block_by_state ON scan_block (job, state, block);

-- One row, locked by whoever counts jobs before adding one, so that the bounds hold.
CREATE TABLE scan_gate (
  id INTEGER PRIMARY KEY
);
INSERT INTO scan_gate (id) VALUES (1);

CREATE TABLE scan_host (
  job        CHARACTER VARYING(32) NOT NULL,
  address    BYTEA NOT NULL,
  state      CHARACTER VARYING(8) NOT NULL,
  scan       CHARACTER VARYING(16) NOT NULL,
  open_ports INTEGER NOT NULL,
  name       CHARACTER VARYING(255) NOT NULL,
  mac        CHARACTER VARYING(32) NOT NULL,
  os         CHARACTER VARYING(255) NOT NULL,
  block      BIGINT NOT NULL,
  seen_at    TIMESTAMP(6) WITH TIME ZONE NOT NULL,
  -- JSON of the whole host.
  detail     CHARACTER VARYING(1048576) NOT NULL,
  PRIMARY KEY (job, address)
);
CREATE INDEX scan_host_by_state ON scan_host (job, state, address);
CREATE INDEX scan_host_by_address ON scan_host (address, seen_at);

CREATE TABLE scan_port (
  job      CHARACTER VARYING(32) NOT NULL,
  address  BYTEA NOT NULL,
  protocol CHARACTER VARYING(8) NOT NULL,
  port     INTEGER NOT NULL,
  state    CHARACTER VARYING(16) NOT NULL,
  service  CHARACTER VARYING(64) NOT NULL,
  product  CHARACTER VARYING(255) NOT NULL,
  version  CHARACTER VARYING(255) NOT NULL,
  seen_at  TIMESTAMP(6) WITH TIME ZONE NOT NULL,
  PRIMARY KEY (job, address, protocol, port)
);
-- Each filter of a page has an index in the order of the addresses, so that a page reads what it shows and no more.
CREATE INDEX scan_port_of_job ON scan_port (job, port, address);
CREATE INDEX scan_port_by_service ON scan_port (job, service, address);
CREATE INDEX scan_port_by_state ON scan_port (job, state, address);
-- The same over all jobs.
CREATE INDEX scan_port_in_all ON scan_port (port, address);
CREATE INDEX scan_service_in_all ON scan_port (service, address);
CREATE INDEX scan_state_in_all ON scan_port (state, address);

CREATE TABLE scan_problem (
  id      BIGINT GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  job     CHARACTER VARYING(32) NOT NULL,
  kind    CHARACTER VARYING(32) NOT NULL,
  hosts   BIGINT NOT NULL,
  targets CHARACTER VARYING(1048576) NOT NULL,
  message CHARACTER VARYING(2000) NOT NULL,
  at      TIMESTAMP(6) WITH TIME ZONE NOT NULL
);
CREATE INDEX scan_problem_by_job ON scan_problem (job, id);
