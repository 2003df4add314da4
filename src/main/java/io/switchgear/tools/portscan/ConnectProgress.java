package io.switchgear.tools.portscan;

import io.switchgear.tool.Progress;
import io.switchgear.tools.portscan.ConnectLoop.Status;
import java.util.List;
import java.util.Locale;

/** Reports the progress of a scan: at most four times a second, at least every two seconds. */
final class ConnectProgress {

  static final long MIN_INTERVAL_NANOS = 250_000_000L;
  static final long MAX_INTERVAL_NANOS = 2_000_000_000L;

  private final Progress progress;
  private final int hosts;
  private final long probes;
  private long reportedAt;
  private long reported = -1;

  /**
   * @param probes the total number of probes, hosts × ports
   */
  ConnectProgress(Progress progress, int hosts, long probes) {
    this.progress = progress;
    this.hosts = hosts;
    this.probes = probes;
  }

  /**
   * Reports the progress if a report is due.
   *
   * @param now nanoseconds
   * @param loops the status of each loop
   */
  void tick(long now, List<Status> loops) {
    long since = now - reportedAt;
    if (reported < 0
        || since >= MAX_INTERVAL_NANOS
        || (since >= MIN_INTERVAL_NANOS && settled(loops) != reported)) {
      report(now, loops);
    }
  }

  /** Reports the final state, unless the last report had the same numbers. */
  void end(long now, List<Status> loops) {
    if (settled(loops) != reported) {
      report(now, loops);
    }
  }

  private void report(long now, List<Status> loops) {
    reportedAt = now;
    reported = settled(loops);
    // A host is finished when the slowest loop has finished it.
    int unfinished = loops.stream().mapToInt(Status::unfinishedHosts).max().orElse(0);
    progress.report(
        reported,
        probes,
        String.format(
            Locale.ROOT,
            "%,d of %,d hosts, %,d of %,d probes, %,d open",
            hosts - unfinished,
            hosts,
            reported,
            probes,
            loops.stream().mapToLong(Status::open).sum()));
  }

  private static long settled(List<Status> loops) {
    return loops.stream().mapToLong(Status::settled).sum();
  }
}
