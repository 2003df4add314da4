package io.switchgear.scan.sql;

import io.switchgear.store.Store;

class JobTableTest extends JobTableContract {
  @Override
  Store open() {
    return Store.inMemory();
  }
}
