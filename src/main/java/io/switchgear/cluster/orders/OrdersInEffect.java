package io.switchgear.cluster.orders;

import java.util.List;
import java.util.Map;
import java.util.Optional;

/** What the follower published last; readable from any thread. */
final class OrdersInEffect {

  private volatile Progress progress;

  OrdersInEffect(Progress progress) {
    this.progress = progress;
  }

  /** Called by the follower only. */
  void publish(Progress next) {
    progress = next;
  }

  Optional<BreakerOrder> of(String tool) {
    Map<String, BreakerOrder> obeyed = progress.obeyed();
    return Optional.ofNullable(obeyed.get(tool));
  }

  /** The tools whose newest order waits for the database, sorted. */
  List<String> waiting() {
    return progress.kept().keySet().stream().sorted().toList();
  }
}
