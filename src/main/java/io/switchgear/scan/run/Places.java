package io.switchgear.scan.run;

import io.switchgear.config.JobSettings;
import io.switchgear.scan.job.JobState;
import io.switchgear.scan.sql.JobTable.OpenJob;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;

/**
 * The places of jobs that run at once. A job that waits for something, such as an open breaker,
 * takes none, so that the jobs of a broken tool do not hold up those of others. Such jobs have a
 * limit of their own for each tool and principal, so that a long queue does not become as many
 * active jobs. The queued calls of a tool begin one after the other, so that they keep their order.
 */
final class Places {

  private record Waiters(String tool, String principal) {}

  private final JobSettings limits;
  private final Map<String, Integer> running = new HashMap<>();
  private final Map<Waiters, Integer> waiting = new HashMap<>();
  private final Set<String> beginning = new HashSet<>();
  private int all;

  Places(JobSettings limits) {
    this.limits = limits;
  }

  /** Counts a job that runs or begins. */
  void take(OpenJob job) {
    if (job.waits()) {
      waiting.merge(waiters(job), 1, Integer::sum);
    } else {
      running.merge(job.principal(), 1, Integer::sum);
      all++;
    }
    if (job.queuedCall() && isBeginning(job.state())) {
      beginning.add(job.tool());
    }
  }

  private static boolean isBeginning(JobState state) {
    return switch (state) {
      case QUEUED, PLANNING -> true;
      case RUNNING, PAUSING, PAUSED, CANCELLING, CANCELLED, COMPLETED, PARTIAL, FAILED -> false;
    };
  }

  /** Whether there is a place for a queued job. */
  boolean mayBegin(OpenJob job) {
    int most = limits.maxRunningPerPrincipal();
    return all < limits.maxRunning()
        && running.getOrDefault(job.principal(), 0) < most
        && waiting.getOrDefault(waiters(job), 0) < most
        && !(job.queuedCall() && beginning.contains(job.tool()));
  }

  private static Waiters waiters(OpenJob job) {
    return new Waiters(job.tool(), job.principal());
  }
}
