package io.switchgear.scan.sql;

import io.switchgear.store.Store;
import io.switchgear.testing.Postgres;
import org.junit.jupiter.api.Tag;

@Tag("process")
class JobTableOnPostgresTest extends JobTableContract {
  @Override
  Store open() {
    return Store.open(Postgres.freshDatabase(), "lab");
  }
}
