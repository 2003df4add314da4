package io.switchgear.store;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** How uses are noted on any database. */
abstract class UsedStateTableContract {

  private static final int THREADS = 16;
  private static final int TICKETS = 20;

  private final Store store = open();
  private final UsedStateTable used = store.usedStates();

  /** Opens an empty store. */
  abstract Store open();

  @AfterEach
  void close() {
    store.close();
  }

  @Test
  void oneUseIsTheFirst() {
    assertTrue(used.use("a"));
    assertFalse(used.use("a"));
    assertTrue(used.use("b".repeat(64)));
  }

  @Test
  void ofManyAtOnceOneIsTheFirst() {
    for (int n = 0; n < TICKETS; n++) {
      String ticket = "ticket " + n;
      List<CompletableFuture<Boolean>> uses =
          IntStream.range(0, THREADS)
              .mapToObj(
                  thread ->
                      CompletableFuture.supplyAsync(
                          () -> used.use(ticket), Thread::startVirtualThread))
              .toList();
      assertEquals(1, uses.stream().filter(CompletableFuture::join).count(), ticket);
    }
  }

  @Test
  void aUseIsForgottenWhenItsStateIsLongInvalid() {
    used.use("a");
    pass(59);
    used.use("b");
    assertFalse(used.use("a"));
    pass(2);
    used.use("c");
    assertEquals(
        List.of("b", "c"),
        store
            .sql()
            .read(
                handle ->
                    handle
                        .createQuery("SELECT ticket FROM used_state ORDER BY ticket")
                        .mapTo(String.class)
                        .list()));
  }

  private void pass(int minutes) {
    store
        .sql()
        .write(
            handle ->
                handle.execute(
                    "UPDATE used_state SET used_at = used_at - INTERVAL '" + minutes + "' MINUTE"));
  }
}
