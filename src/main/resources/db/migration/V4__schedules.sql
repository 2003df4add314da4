CREATE TABLE scan_schedule (
  id          CHARACTER VARYING(32) PRIMARY KEY,
  -- The order of creation.
  ordinal     BIGINT GENERATED ALWAYS AS IDENTITY,
  name        CHARACTER VARYING(128) NOT NULL,
  principal   CHARACTER VARYING(1024) NOT NULL,
  -- The principal's permissions when it last changed the schedule; a run has no others.
  permissions CHARACTER VARYING(256) NOT NULL,
  -- JSON of what the principal wrote: cron, zone, policies, request.
  definition  CHARACTER VARYING(1048576) NOT NULL,
  enabled     BOOLEAN NOT NULL,
  -- Raised by each decision and each change, which happen only if it is still the one that was read.
  version     BIGINT NOT NULL,
  -- The first time that is not decided, and when its run starts, which is later by the jitter.
  next_due    TIMESTAMP(6) WITH TIME ZONE,
  next_start  TIMESTAMP(6) WITH TIME ZONE,
  -- All times up to it are decided.
  decided_due TIMESTAMP(6) WITH TIME ZONE,
  created_at  TIMESTAMP(6) WITH TIME ZONE NOT NULL,
  updated_at  TIMESTAMP(6) WITH TIME ZONE NOT NULL,
  CONSTRAINT scan_schedule_ordinal UNIQUE (ordinal)
);
CREATE INDEX scan_schedule_by_start ON scan_schedule (next_start);
CREATE INDEX scan_schedule_by_principal ON scan_schedule (principal, ordinal);

-- One row for each decided time. The job's id is drawn before the job is started, so that a start can be repeated.
CREATE TABLE scan_schedule_run (
  job           CHARACTER VARYING(32) PRIMARY KEY,
  schedule      CHARACTER VARYING(32) NOT NULL,
  due_at        TIMESTAMP(6) WITH TIME ZONE NOT NULL,
  kind          CHARACTER VARYING(8) NOT NULL,
  state         CHARACTER VARYING(8) NOT NULL,
  reason        CHARACTER VARYING(1000) NOT NULL,
  -- Whether a later run asked for its end.
  cancelled     BOOLEAN NOT NULL,
  decided_at    TIMESTAMP(6) WITH TIME ZONE NOT NULL,
  claimed_at    TIMESTAMP(6) WITH TIME ZONE,
  started_at    TIMESTAMP(6) WITH TIME ZONE,
  ended_at      TIMESTAMP(6) WITH TIME ZONE,
  -- The state in which the job ended.
  job_state     CHARACTER VARYING(16) NOT NULL,
  -- The job of the run before, and the JSON of what changed since.
  compared_with CHARACTER VARYING(32) NOT NULL,
  changes       CHARACTER VARYING(4000),
  CONSTRAINT scan_schedule_run_once UNIQUE (schedule, due_at),
  CONSTRAINT scan_schedule_run_state
    CHECK (state IN ('waiting', 'claimed', 'running', 'ended', 'skipped', 'missed', 'refused'))
);
CREATE INDEX scan_schedule_run_by_state ON scan_schedule_run (state, schedule, due_at);
