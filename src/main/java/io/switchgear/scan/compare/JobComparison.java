package io.switchgear.scan.compare;

import io.switchgear.scan.job.Job;
import io.switchgear.scan.job.JobHost;
import java.util.Iterator;
import java.util.List;

/**
 * The difference between two jobs. A host or port that only one job covered is never a change: it
 * is in {@code uncovered}.
 *
 * @param before the earlier job
 * @param after the later job
 * @param sameArguments whether tool and arguments are the same, apart from targets. Only then do a
 *     missing version or operating system count as a change
 * @param changes the first changes, in the order of the hosts' addresses
 * @param more number of changed hosts that are left out
 * @param uncovered most are ranges of addresses with the same reason
 */
public record JobComparison(
    Job before,
    Job after,
    boolean sameArguments,
    Counts counts,
    List<HostChange> changes,
    long more,
    List<Uncovered> uncovered) {

  /** Enough for people; all changes are counted. */
  public static final int USUAL_CHANGES = 1_000;

  public JobComparison {
    changes = List.copyOf(changes);
    uncovered = List.copyOf(uncovered);
  }

  /**
   * Compares two jobs whose hosts are read as streams; memory does not grow with them.
   *
   * @param hostsBefore in the order of their addresses
   * @param hostsAfter in the order of their addresses
   * @param maxChanges changed hosts to list
   * @throws IllegalStateException if hosts are not in the order of their addresses
   */
  public static JobComparison of(
      Job before,
      Iterator<JobHost> hostsBefore,
      Job after,
      Iterator<JobHost> hostsAfter,
      int maxChanges) {
    ComparisonBuilder all = new ComparisonBuilder(before, after, maxChanges);
    HostMerge.of(hostsBefore, hostsAfter).forEachRemaining(all::add);
    return all.build();
  }

  /**
   * @param hostsCompared covered by both jobs
   * @param hostsSame compared and without a change
   * @param portsCame ports that are open and were not, with those of hosts that came
   * @param portsWent ports that were open and are not, with those of hosts that went
   * @param portsChanged ports with another service, product, version or state
   * @param hostsUncovered not covered, or not completely, by one job or both
   */
  public record Counts(
      long hostsCompared,
      long hostsSame,
      long hostsCame,
      long hostsWent,
      long hostsChanged,
      long portsCame,
      long portsWent,
      long portsChanged,
      long hostsUncovered) {}

  /** Whether nothing changed, as far as it can be compared. */
  public boolean isSame() {
    return counts.hostsCame() + counts.hostsWent() + counts.hostsChanged() == 0;
  }
}
