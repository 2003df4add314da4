-- Parts of limits that hold for all nodes of a cluster. Each statement may run again.

-- One row, locked by a node that renews its leases until it commits, so that no two count the same rest.
CREATE TABLE IF NOT EXISTS budget_turn (
  id   INTEGER PRIMARY KEY,
  turn BIGINT NOT NULL
);
INSERT INTO budget_turn (id, turn)
SELECT 1, 0 WHERE NOT EXISTS (SELECT 1 FROM budget_turn);

-- What each node has of each budget, with the database's clock.
CREATE TABLE IF NOT EXISTS budget_lease (
  budget     CHARACTER VARYING(200) NOT NULL,
  node       CHARACTER VARYING(64) NOT NULL,
  -- Units of the limit that no other node can get until the lease expires.
  share      INTEGER NOT NULL,
  wanted     INTEGER NOT NULL,
  -- The least that is of use to the node.
  step       INTEGER NOT NULL,
  -- When it began to have a share, or to wait for one.
  since      TIMESTAMP(6) WITH TIME ZONE NOT NULL,
  expires_at TIMESTAMP(6) WITH TIME ZONE NOT NULL,
  -- Until then the row shows that the budget was used.
  kept_until TIMESTAMP(6) WITH TIME ZONE NOT NULL,
  PRIMARY KEY (budget, node)
);
