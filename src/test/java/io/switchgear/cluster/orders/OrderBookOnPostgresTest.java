package io.switchgear.cluster.orders;

import io.switchgear.store.Store;
import io.switchgear.testing.Postgres;
import org.junit.jupiter.api.Tag;

@Tag("process")
class OrderBookOnPostgresTest extends OrderBookContract {
  @Override
  Store open() {
    return Store.open(Postgres.freshDatabase(), "lab");
  }
}
