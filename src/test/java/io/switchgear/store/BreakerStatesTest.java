package io.switchgear.store;

class BreakerStatesTest extends BreakerStatesContract {

  @Override
  Store open() {
    return Store.inMemory();
  }
}
