package io.switchgear.cluster.orders;

import io.switchgear.store.Store;

class OrderBookTest extends OrderBookContract {
  @Override
  Store open() {
    return Store.inMemory();
  }
}
