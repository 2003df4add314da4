package io.switchgear.cluster.orders;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.switchgear.breaker.OperatorOrder;
import io.switchgear.breaker.OperatorOrder.Action;
import io.switchgear.store.Store;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.stream.IntStream;
import java.util.stream.LongStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** The rows of orders, on each database. */
abstract class OrderBookContract {

  private static final String ALL = BreakerOrder.EVERY_NODE;

  private Store store;
  private OrderBook a;
  private OrderBook b;
  private long ticket;

  abstract Store open();

  @BeforeEach
  void setUp() {
    store = open();
    a = new OrderBook(store.sql(), "a", "a");
    b = new OrderBook(store.sql(), "b", "b");
  }

  @AfterEach
  void close() {
    store.close();
  }

  private static OrderRequest order(Action action, Optional<Duration> lasting) {
    return new OrderRequest("nmap", Optional.empty(), action, "ann", "why " + action, lasting);
  }

  private OrderBook.Given given(Action action, Optional<Duration> lasting) {
    return new OrderBook.Given(order(action, lasting), ++ticket, 0);
  }

  private BreakerOrder add(OrderBook book, Action action, String scope) {
    return book.add(given(action, Optional.empty()), scope, () -> true).orElseThrow();
  }

  private static List<Action> seen(OrderBook book, long after) {
    return book.read(after).orders().stream().map(BreakerOrder::action).toList();
  }

  @Test
  void anOrderIsReadAsItWasGiven() {
    BreakerOrder given =
        a.add(given(Action.HOLD_OPEN, Optional.of(Duration.ofHours(2))), ALL, () -> true)
            .orElseThrow();
    assertEquals(List.of(given), b.read(0).orders());
    assertEquals("a", given.takenBy());
    assertEquals(given.issued().plus(Duration.ofHours(2)), given.expires().orElseThrow());
    assertEquals(given.sequence(), a.newest());
  }

  @Test
  void anOrderForOneNodeIsReadByThatNodeOnly() {
    BreakerOrder given = add(a, Action.DISABLED, "b");
    assertEquals(List.of(), a.read(0).orders());
    assertEquals(List.of(given), b.read(0).orders());
  }

  @Test
  void aStandingOrderReplacesTheOneOfItsScope() {
    add(a, Action.HOLD_OPEN, ALL);
    add(a, Action.DISABLED, "b");
    BreakerOrder all = add(b, Action.METRICS_ONLY, ALL);
    BreakerOrder one = add(b, Action.HOLD_OPEN, "b");
    assertEquals(List.of(all, one), b.read(0).orders());
    assertEquals(List.of(all), a.read(0).orders());
  }

  @Test
  void autoForAllLiftsTheOrdersForSingleNodesToo() {
    add(a, Action.HOLD_OPEN, ALL);
    add(a, Action.DISABLED, "b");
    add(a, Action.AUTO, ALL);
    assertEquals(List.of(Action.AUTO), seen(a, 0));
    assertEquals(List.of(Action.AUTO), seen(b, 0));
  }

  @Test
  void autoForOneNodeOverrulesTheOlderOrderForAll() {
    add(a, Action.HOLD_OPEN, ALL);
    add(a, Action.AUTO, "b");
    assertEquals(List.of(Action.HOLD_OPEN, Action.AUTO), seen(b, 0));
    assertTrue(Progress.standing(b.read(0).orders()).isEmpty());
    assertEquals(Action.HOLD_OPEN, Progress.standing(a.read(0).orders()).get("nmap").action());
  }

  @Test
  void whatIsDoneOnceIsReadByThoseThatHaveNotReadIt() {
    long before = a.newest();
    BreakerOrder reset = add(a, Action.RESET, ALL);
    assertEquals(List.of(reset), b.read(before).orders());
    assertEquals(List.of(), b.read(reset.sequence()).orders());
  }

  @Test
  void anExpiredOrderIsNotRead() {
    add(a, Action.HOLD_OPEN, ALL);
    expire();
    assertEquals(List.of(), b.read(0).orders());
    add(a, Action.RESET, ALL);
    assertEquals(1, rows(), "the expired row is removed by the next order");
  }

  private void expire() {
    Instant past = Instant.now().minus(Duration.ofDays(1));
    store
        .sql()
        .write(
            handle ->
                handle
                    .createUpdate("UPDATE breaker_order SET expires_at = :past")
                    .bind("past", past.atOffset(java.time.ZoneOffset.UTC))
                    .execute());
  }

  private void age() {
    Instant past = Instant.now().minus(Duration.ofDays(2));
    store
        .sql()
        .write(
            handle ->
                handle
                    .createUpdate("UPDATE breaker_order SET issued_at = :past")
                    .bind("past", past.atOffset(java.time.ZoneOffset.UTC))
                    .execute());
  }

  private long rows() {
    return store
        .sql()
        .read(
            handle ->
                handle.createQuery("SELECT COUNT(*) FROM breaker_order").mapTo(Long.class).one());
  }

  @Test
  void afterADayOnlyWhatStillMattersIsKept() {
    add(a, Action.HOLD_OPEN, ALL);
    add(a, Action.RESET, ALL);
    add(a, Action.AUTO, "b");
    a.add(
        new OrderBook.Given(
            new OrderRequest(
                "echo", Optional.empty(), Action.AUTO, "ann", "lifts none", Optional.empty()),
            ++ticket,
            0),
        ALL,
        () -> true);
    age();
    add(a, Action.RESET, ALL);
    assertEquals(List.of(Action.HOLD_OPEN, Action.AUTO, Action.RESET), seen(b, 0));
    assertEquals(3, rows());
  }

  @Test
  void anOrderThatIsNotWantedIsNotWritten() {
    assertTrue(a.add(given(Action.HOLD_OPEN, Optional.empty()), ALL, () -> false).isEmpty());
    assertEquals(0, rows());
  }

  @Test
  void anEarlierOrderOfThisNodeNeverReplacesALaterOne() {
    OrderBook.Given slow = given(Action.HOLD_OPEN, Optional.empty());
    BreakerOrder later = add(a, Action.DISABLED, "a");
    assertTrue(a.add(slow, "a", () -> true).isEmpty());
    assertTrue(a.addLate(slow, 0, Duration.ZERO, () -> true).isEmpty());
    assertEquals(List.of(later), a.read(0).orders());
  }

  @Test
  void ticketsOfAnEarlierProcessDoNotCount() {
    BreakerOrder before = add(a, Action.DISABLED, "a");
    OrderBook.Given first =
        new OrderBook.Given(order(Action.HOLD_OPEN, Optional.empty()), 0, before.sequence());
    assertTrue(a.add(first, "a", () -> true).isPresent());
    assertEquals(List.of(Action.HOLD_OPEN), seen(a, 0));
  }

  @Test
  void anOrderThatWaitedYieldsToAnOrderThatItsNodeHadNotRead() {
    long seen = a.newest();
    OrderBook.Given waiting = given(Action.METRICS_ONLY, Optional.empty());
    add(b, Action.HOLD_OPEN, ALL);
    assertTrue(a.addLate(waiting, seen, Duration.ofSeconds(9), () -> true).isEmpty());
    assertTrue(a.addLate(waiting, a.newest(), Duration.ofSeconds(9), () -> true).isPresent());
  }

  @Test
  void timeInWhichAnOrderWaitedIsPartOfItsTime() {
    OrderBook.Given waiting = given(Action.HOLD_OPEN, Optional.of(Duration.ofMinutes(10)));
    BreakerOrder late = a.addLate(waiting, 0, Duration.ofMinutes(4), () -> true).orElseThrow();
    assertEquals(late.issued().plus(Duration.ofMinutes(6)), late.expires().orElseThrow());
    OrderBook.Given over = given(Action.HOLD_OPEN, Optional.of(Duration.ofMinutes(10)));
    assertTrue(a.addLate(over, 9, Duration.ofMinutes(10), () -> true).isEmpty());
  }

  @Test
  void anOrderOfAnEarlierVersionIsTakenOverOnce() {
    OperatorOrder old =
        new OperatorOrder(Action.HOLD_OPEN, "ann", "moving the rack", Optional.empty());
    a.takeOver("nmap", old, Instant.now());
    assertEquals("moving the rack", Progress.standing(a.read(0).orders()).get("nmap").reason());
    BreakerOrder auto = add(a, Action.AUTO, "a");
    a.takeOver("nmap", old, Instant.now());
    assertEquals(List.of(auto), a.read(0).orders());
  }

  /** A reader that has read a sequence has read all before it. */
  @Test
  void ordersBecomeVisibleInTheOrderOfTheirSequences() {
    int writers = 4;
    int each = 10;
    List<CompletableFuture<Void>> writing =
        IntStream.range(0, writers)
            .mapToObj(
                writer ->
                    CompletableFuture.runAsync(
                        () -> {
                          for (int i = 0; i < each; i++) {
                            a.add(
                                new OrderBook.Given(order(Action.RESET, Optional.empty()), 0, 0),
                                ALL,
                                () -> true);
                          }
                        },
                        Thread::startVirtualThread))
            .toList();
    List<Long> read = new ArrayList<>();
    long after = 0;
    while (read.size() < writers * each) {
      for (BreakerOrder order : b.read(after).orders()) {
        read.add(order.sequence());
        after = Math.max(after, order.sequence());
      }
      if (writing.stream().allMatch(CompletableFuture::isDone)) {
        writing.forEach(CompletableFuture::join);
        b.read(after).orders().forEach(order -> read.add(order.sequence()));
        break;
      }
    }
    assertEquals(writers * each, new HashSet<>(read).size());
    assertEquals(LongStream.rangeClosed(1, writers * each).boxed().toList(), read);
  }
}
