package io.switchgear.scan.job;

import io.switchgear.tool.Quantity;
import java.util.Locale;

/**
 * How much of a job's hosts was scanned. Every export and comparison says it, so that a result that
 * is not whole never looks whole.
 *
 * @param whole whether the job ended and every host was scanned completely
 * @param hostsTotal hosts to scan, without the excluded ones
 * @param hostsDone hosts with a result, including those that could not be scanned
 * @param problems number of problems
 * @param problemHosts hosts that the listed problems concern; more if not all problems are listed
 * @param excluded number of targets that are left out on request
 */
public record Coverage(
    JobState state,
    boolean whole,
    long hostsTotal,
    long hostsDone,
    long problems,
    long problemHosts,
    int excluded) {

  public static Coverage of(Job job) {
    JobProgress progress = job.progress();
    boolean all =
        progress.hostsDone() >= progress.hostsTotal()
            && job.problemsInAll() == 0
            && job.problems().isEmpty();
    return new Coverage(
        job.state(),
        job.state() == JobState.COMPLETED && all,
        progress.hostsTotal(),
        progress.hostsDone(),
        job.problemsInAll(),
        job.problems().stream().mapToLong(JobProblem::hosts).sum(),
        job.exclude().size());
  }

  /** Hosts without any result: not reached when the job ended, or still to come. */
  public long hostsLeft() {
    return Math.max(0, hostsTotal - hostsDone);
  }

  /** One sentence for people. */
  public String sentence() {
    String hosts = Quantity.of(hostsTotal, "host");
    if (whole) {
      return "Complete: %s scanned.".formatted(hosts);
    }
    String how =
        switch (state) {
          case COMPLETED, PARTIAL -> "Partial";
          case FAILED -> "Failed";
          case CANCELLED -> "Partial, cancelled";
          case QUEUED, PLANNING, RUNNING, PAUSING, PAUSED, CANCELLING ->
              "Partial, the job is " + state.wire();
        };
    StringBuilder text = new StringBuilder(how);
    text.append(
        String.format(
            Locale.ROOT, ": %,d of %s done, %,d without a result", hostsDone, hosts, hostsLeft()));
    if (problems > 0) {
      text.append("; ").append(Quantity.of(problems, "problem"));
      if (problemHosts > 0) {
        text.append(" with ").append(Quantity.of(problemHosts, "host"));
      }
    }
    return text.append('.').toString();
  }
}
