package io.switchgear.calls.sharing;

import io.switchgear.calls.sharing.SharedRun.Report;
import io.switchgear.tool.LogLevel;
import io.switchgear.tool.Progress;
import io.switchgear.tool.ToolOutcome;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;

/**
 * One caller of a shared run.
 *
 * <p>Reports come from the run and, once, from joining it, on two threads. One thread at a time
 * delivers them, without a lock: a thread that finds another one delivering leaves its report to
 * that thread, which delivers the newest one.
 */
final class Participant {

  private final Progress progress;
  private final CompletableFuture<ToolOutcome> outcome = new CompletableFuture<>();
  private final AtomicReference<Report> newest = new AtomicReference<>();
  private final AtomicInteger deliveries = new AtomicInteger();

  /** Number of the last delivered report; only the delivering thread uses it. */
  private long delivered;

  Participant(Progress progress) {
    this.progress = progress;
  }

  CompletableFuture<ToolOutcome> outcome() {
    return outcome;
  }

  void report(Report report) {
    Report put = newest.accumulateAndGet(report, Participant::later);
    if (put != report || deliveries.getAndIncrement() != 0) {
      return;
    }
    int seen = 1;
    do {
      Report next = newest.get();
      if (next.number() > delivered && !outcome.isDone()) {
        delivered = next.number();
        progress.report(next.done(), next.total(), next.message());
      }
      seen = deliveries.addAndGet(-seen);
    } while (seen != 0);
  }

  void log(LogLevel level, String logger, String message) {
    if (!outcome.isDone()) {
      progress.log(level, logger, message);
    }
  }

  private static Report later(Report known, Report given) {
    return known == null || known.number() < given.number() ? given : known;
  }
}
