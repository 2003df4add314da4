-- Pages of the jobs in a state, in the order of their creation.

CREATE INDEX IF NOT EXISTS scan_job_in_state ON scan_job (state, ordinal);
