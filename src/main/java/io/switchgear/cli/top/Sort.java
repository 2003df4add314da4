package io.switchgear.cli.top;

import java.util.Comparator;
import java.util.List;

/** The sort order of the tools. */
enum Sort {
  NAME("name", Comparator.comparing(BreakerRow::name)),
  TROUBLE(
      "trouble",
      Comparator.comparing(
          (BreakerRow each) ->
              List.of("open", "half_open").contains(each.status().state())
                  ? each.status().state().equals("open") ? 0 : 1
                  : each.hasOverride() || !each.unavailable().isEmpty() ? 2 : 3)),
  RATE("calls/s", Comparator.comparing((BreakerRow each) -> -each.figures().rate())),
  FAILED(
      "failed",
      Comparator.comparing((BreakerRow each) -> -each.figures().failureShare().orElse(-1))),
  P95("p95", Comparator.comparing((BreakerRow each) -> -each.figures().p95().orElse(-1))),
  RUNNING(
      "running",
      Comparator.comparing(
          (BreakerRow each) -> -each.figures().inFlight() - each.figures().queued()));

  private final String word;
  private final Comparator<BreakerRow> order;

  Sort(String word, Comparator<BreakerRow> order) {
    this.word = word;
    this.order = order.thenComparing(BreakerRow::name);
  }

  String word() {
    return word;
  }

  Comparator<BreakerRow> order() {
    return order;
  }

  Sort next() {
    return values()[(ordinal() + 1) % values().length];
  }
}
