package io.switchgear.scan.budget;

import io.switchgear.cluster.budget.Leases;
import io.switchgear.config.JobSettings.Rate;
import io.switchgear.scope.RangeSet;
import io.switchgear.store.Store;
import io.switchgear.testing.Await;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class PacketBudgetInClusterTest {

  /** Each prefix is leased after the one before it; a renewal every three seconds takes minutes. */
  @Test
  void aBlockOfManyPrefixesGetsThemSoon() {
    List<String> hosts = IntStream.range(0, 64).mapToObj(i -> "10.0." + i + ".1").toList();
    try (Store store = Store.inMemory();
        Leases leases =
            Leases.start(store.sql(), "a", new Leases.Membership(() -> Set.of("a"), () -> true))) {
      PacketBudget budget =
          new PacketBudget(() -> new Rate(100, 0), () -> 4, Optional.of(leases), System::nanoTime);
      Object block = new Object();
      Await.until(
          "the packets of a block",
          () -> budget.lease(block, RangeSet.parse(hosts), 10).isPresent());
    }
  }
}
