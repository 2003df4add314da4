package io.switchgear.cli.top;

import io.switchgear.watch.view.EventJson;
import io.switchgear.watch.view.JobJson;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.OptionalDouble;
import java.util.OptionalLong;
import java.util.Set;

/**
 * A scan job that has not ended.
 *
 * @param name its name, or the start of its id
 * @param waiting why nothing of it runs; empty if something runs
 * @param rate hosts per second; 0 before the first result
 * @param eta seconds to its end; empty while unknown
 */
record WatchedJob(
    String id,
    String name,
    String tool,
    String state,
    String waiting,
    long hostsDone,
    long hostsTotal,
    long openPorts,
    double rate,
    OptionalLong eta,
    long problems) {

  private static final int ID_CHARS = 12;

  /** From jobs that run to jobs that wait for their turn. */
  private static final List<String> ORDER =
      List.of("running", "planning", "pausing", "cancelling", "paused", "queued");

  private static final Set<String> ENDED = Set.of("completed", "partial", "failed", "cancelled");

  /** The query for jobs that have not ended. */
  static final Map<String, String> OPEN = Map.of("state", String.join(",", ORDER), "limit", "1000");

  /** Jobs that run first. */
  static final Comparator<WatchedJob> BY_STATE =
      Comparator.comparingInt(WatchedJob::rank)
          .thenComparing(WatchedJob::name)
          .thenComparing(WatchedJob::id);

  static WatchedJob of(JobJson job) {
    return new WatchedJob(
        Formats.clean(job.id()),
        shownName(job.name(), job.id()),
        Formats.clean(job.tool()),
        Formats.clean(job.state()),
        Formats.clean(job.waiting().orElse("")),
        job.hostsDone(),
        job.hostsTotal(),
        job.openPorts(),
        job.rate(),
        job.etaSeconds(),
        job.problemsTotal());
  }

  static WatchedJob of(EventJson.JobChanged job) {
    return new WatchedJob(
        Formats.clean(job.jobId()),
        shownName(job.name(), job.jobId()),
        Formats.clean(job.tool()),
        Formats.clean(job.state()),
        Formats.clean(job.waiting().orElse("")),
        job.hostsDone(),
        job.hostsTotal(),
        job.openPorts(),
        job.rate(),
        job.etaSeconds(),
        job.problemsTotal());
  }

  private static String shownName(String name, String id) {
    String shown = name.isEmpty() ? id.substring(0, Math.min(ID_CHARS, id.length())) : name;
    return Formats.clean(shown);
  }

  static boolean hasEnded(EventJson.JobChanged job) {
    return job.change().equals("deleted") || ENDED.contains(job.state());
  }

  /** States of newer servers come last. */
  private int rank() {
    int known = ORDER.indexOf(state);
    return known < 0 ? ORDER.size() : known;
  }

  /** The completed fraction, 0 to 1; empty before the hosts are known. */
  OptionalDouble share() {
    return hostsTotal > 0
        ? OptionalDouble.of(Math.clamp((double) hostsDone / hostsTotal, 0, 1))
        : OptionalDouble.empty();
  }
}
