-- A queued call is a job. The table queued_call has the calls of earlier versions until they are moved.
ALTER TABLE scan_job ADD COLUMN queued_call BOOLEAN DEFAULT FALSE NOT NULL;
CREATE INDEX scan_job_queued ON scan_job (queued_call, tool, ordinal);
