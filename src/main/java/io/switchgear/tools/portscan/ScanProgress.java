package io.switchgear.tools.portscan;

import io.switchgear.tool.Progress;
import java.util.Locale;

/** Says how far a scan is: at most four times a second, at least every two seconds. */
final class ScanProgress {

  private static final long SHORTEST_NANOS = 250_000_000L;
  private static final long LONGEST_NANOS = 2_000_000_000L;

  private final Progress progress;
  private final int hosts;
  private final long probes;
  private long reportedAt;
  private long reported = -1;

  /**
   * @param probes how many there are in all, hosts × ports
   */
  ScanProgress(Progress progress, int hosts, long probes) {
    this.progress = progress;
    this.hosts = hosts;
    this.probes = probes;
  }

  /**
   * Reports if it is time to.
   *
   * @param now nanoseconds
   */
  void tick(long now, int finishedHosts, long settled, long open) {
    long since = now - reportedAt;
    if (reported < 0
        || since >= LONGEST_NANOS
        || (since >= SHORTEST_NANOS && settled != reported)) {
      report(now, finishedHosts, settled, open);
    }
  }

  /** Reports the end, unless the last report said the same. */
  void end(long now, int finishedHosts, long settled, long open) {
    if (settled != reported) {
      report(now, finishedHosts, settled, open);
    }
  }

  private void report(long now, int finishedHosts, long settled, long open) {
    reportedAt = now;
    reported = settled;
    progress.report(
        settled,
        probes,
        String.format(
            Locale.ROOT,
            "%,d of %,d hosts, %,d of %,d probes, %,d open",
            finishedHosts,
            hosts,
            settled,
            probes,
            open));
  }
}
