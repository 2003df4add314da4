package io.switchgear.watch.view;

import io.switchgear.scan.compare.HostChange;
import io.switchgear.scan.compare.JobComparison;
import io.switchgear.scan.compare.Uncovered;
import io.switchgear.scan.job.Coverage;
import io.switchgear.scan.job.Job;
import io.switchgear.tool.UntrustedText;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * The difference between two jobs.
 *
 * @param before the earlier job
 * @param after the later job
 * @param sameArguments whether tool and arguments are the same, apart from targets
 * @param same whether nothing changed, as far as it can be compared
 * @param changes the first changes, in the order of the hosts' addresses
 * @param more number of changed hosts that are left out
 * @param uncovered what cannot be compared, and why
 */
public record JobDiffJson(
    Side before,
    Side after,
    boolean sameArguments,
    boolean same,
    JobComparison.Counts counts,
    List<HostChange> changes,
    long more,
    List<Uncovered> uncovered) {

  private static final int NAME_CHARS = 256;

  public static JobDiffJson of(JobComparison comparison) {
    return new JobDiffJson(
        Side.of(comparison.before()),
        Side.of(comparison.after()),
        comparison.sameArguments(),
        comparison.isSame(),
        comparison.counts(),
        comparison.changes(),
        comparison.more(),
        comparison.uncovered());
  }

  /**
   * One of the two jobs.
   *
   * @param whole whether it ended and every host was scanned completely
   * @param coverage a sentence about what was not scanned
   */
  public record Side(
      String id,
      String name,
      String state,
      boolean whole,
      String coverage,
      Optional<Instant> finishedAt) {

    static Side of(Job job) {
      Coverage coverage = Coverage.of(job);
      return new Side(
          job.id(),
          UntrustedText.line(job.name(), NAME_CHARS),
          job.state().wire(),
          coverage.whole(),
          coverage.sentence(),
          job.finishedAt());
    }
  }
}
