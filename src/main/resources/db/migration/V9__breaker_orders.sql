-- Operators' orders to breakers. Each statement may run again.

-- One row, locked by whoever adds an order until it commits. So orders become visible in the order of their sequences,
-- which an identity column does not promise.
CREATE TABLE IF NOT EXISTS breaker_order_sequence (
  id       INTEGER PRIMARY KEY,
  sequence BIGINT NOT NULL
);
INSERT INTO breaker_order_sequence (id, sequence)
SELECT 1, 0 WHERE NOT EXISTS (SELECT 1 FROM breaker_order_sequence);

-- Standing orders and 'auto': one row for each tool and scope, replaced by the next. Those that are done once: one row
-- each, kept for a day.
CREATE TABLE IF NOT EXISTS breaker_order (
  sequence   BIGINT PRIMARY KEY,
  tool       CHARACTER VARYING(128) NOT NULL,
  -- The node that must obey; empty for all nodes of the database.
  node       CHARACTER VARYING(64) NOT NULL,
  action     CHARACTER VARYING(16) NOT NULL,
  operator   CHARACTER VARYING(100) NOT NULL,
  reason     CHARACTER VARYING(500) NOT NULL,
  -- The node that took the order from the operator.
  taken_by   CHARACTER VARYING(64) NOT NULL,
  -- Of two orders that one process took, the later one has the higher ticket.
  ticket     BIGINT NOT NULL,
  -- By the clock of the database.
  issued_at  TIMESTAMP(6) WITH TIME ZONE NOT NULL,
  expires_at TIMESTAMP(6) WITH TIME ZONE
);
