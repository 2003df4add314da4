package io.switchgear.scan.schedule;

import io.switchgear.store.Store;
import io.switchgear.testing.Postgres;
import org.junit.jupiter.api.Tag;

@Tag("process")
class SchedulerOnPostgresTest extends SchedulerContract {

  @Override
  Store open() {
    return Store.open(Postgres.freshDatabase(), "a");
  }
}
