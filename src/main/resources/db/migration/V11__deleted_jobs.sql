-- Jobs that were deleted and whose results may still have rows. Each statement may run again.

CREATE TABLE IF NOT EXISTS scan_deletion (
  job CHARACTER VARYING(32) PRIMARY KEY
);
