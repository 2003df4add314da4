package io.switchgear.store;

class UsedStateTableTest extends UsedStateTableContract {

  @Override
  Store open() {
    return Store.inMemory();
  }
}
