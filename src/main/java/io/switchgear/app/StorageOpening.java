package io.switchgear.app;

import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.function.Supplier;

/** A storage that is being opened, on a thread of its own. */
final class StorageOpening implements AutoCloseable {

  private final CompletableFuture<Storage> opened;

  StorageOpening(Supplier<Storage> open) {
    opened = CompletableFuture.supplyAsync(open, Thread.ofPlatform().name("open-storage")::start);
  }

  /**
   * Waits until the storage is open.
   *
   * @throws RuntimeException what opening it threw
   */
  Storage await() {
    try {
      return opened.join();
    } catch (CompletionException failed) {
      throw failed.getCause() instanceof RuntimeException cause ? cause : failed;
    }
  }

  /** Closes the storage as soon as it is open; does nothing if it could not be opened. */
  @Override
  public void close() {
    opened
        .handle(
            (storage, failed) -> {
              if (storage != null) {
                storage.close();
              }
              return null;
            })
        .join();
  }
}
