package io.switchgear.scan.schedule;

import io.switchgear.store.Store;
import io.switchgear.testing.Postgres;
import org.junit.jupiter.api.Tag;

@Tag("process")
class RetentionOnPostgresTest extends RetentionContract {

  @Override
  Store open() {
    return Store.open(Postgres.freshDatabase(), "a");
  }
}
