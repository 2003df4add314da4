package io.switchgear.scan.schedule;

import io.switchgear.store.Store;

class RetentionTest extends RetentionContract {

  @Override
  Store open() {
    return Store.inMemory();
  }
}
