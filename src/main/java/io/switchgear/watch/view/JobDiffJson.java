package io.switchgear.watch.view;

import io.switchgear.scan.compare.HostChange;
import io.switchgear.scan.compare.JobComparison;
import io.switchgear.scan.compare.JobComparison.Counts;
import io.switchgear.scan.compare.Uncovered;
import io.switchgear.scan.job.Coverage;
import io.switchgear.scan.job.Job;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * The difference between two jobs.
 *
 * @param same whether nothing changed, as far as it can be compared
 * @param sameArguments whether tool and arguments are the same, apart from targets
 * @param changes changed hosts, in the order of their addresses
 * @param moreChanges changed hosts that are left out
 * @param uncovered what cannot be compared because one job did not cover it
 */
public record JobDiffJson(
    Compared before,
    Compared after,
    boolean same,
    boolean sameArguments,
    Counts counts,
    List<HostChange> changes,
    long moreChanges,
    List<Uncovered> uncovered) {

  /**
   * One of the two jobs.
   *
   * @param whole whether it ended and every host was scanned completely
   * @param coverage a sentence about what was not scanned
   */
  public record Compared(
      String id,
      String name,
      String tool,
      String state,
      boolean whole,
      String coverage,
      Optional<Instant> finishedAt) {

    static Compared of(Job job) {
      Coverage coverage = Coverage.of(job);
      return new Compared(
          job.id(),
          job.name(),
          job.tool(),
          job.state().wire(),
          coverage.whole(),
          coverage.sentence(),
          job.finishedAt());
    }
  }

  public static JobDiffJson of(JobComparison all) {
    return new JobDiffJson(
        Compared.of(all.before()),
        Compared.of(all.after()),
        all.isSame(),
        all.sameArguments(),
        all.counts(),
        all.changes(),
        all.more(),
        all.uncovered());
  }
}
