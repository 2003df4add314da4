package io.switchgear.store;

class AnswerCacheTest extends AnswerCacheContract {

  @Override
  Store open() {
    return Store.inMemory();
  }
}
