package io.switchgear.scan.schedule;

import io.switchgear.store.Store;

class SchedulerTest extends SchedulerContract {

  @Override
  Store open() {
    return Store.inMemory();
  }
}
