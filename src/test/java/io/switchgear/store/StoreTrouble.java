package io.switchgear.store;

/** Failures of the store, for tests of what uses it. */
public final class StoreTrouble {

  private StoreTrouble() {}

  public static StoreException of(String message) {
    return new StoreException(StoreException.Reason.FAILED, message, null);
  }
}
