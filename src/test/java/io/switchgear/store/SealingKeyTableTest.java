package io.switchgear.store;

class SealingKeyTableTest extends SealingKeyTableContract {

  @Override
  Store open() {
    return Store.inMemory();
  }
}
