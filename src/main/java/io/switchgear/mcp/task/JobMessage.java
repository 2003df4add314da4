package io.switchgear.mcp.task;

import io.switchgear.scan.job.Job;
import io.switchgear.scan.job.JobProblem;
import io.switchgear.scan.job.JobProgress;
import io.switchgear.tool.Quantity;
import java.util.Locale;

/** How far a job is, or why it ended, in one line. */
final class JobMessage {

  private JobMessage() {}

  static String of(Job job) {
    String progress = progress(job);
    return switch (job.state()) {
      case QUEUED ->
          "Queued"
              + (job.place().isPresent() ? " at place " + job.place().getAsInt() : "")
              + waiting(job);
      case PLANNING -> "Starting" + waiting(job);
      case RUNNING -> "Running" + progress + eta(job) + waiting(job);
      case PAUSING -> "Pausing" + progress;
      case PAUSED -> "Paused" + progress + waiting(job);
      case CANCELLING -> "Being cancelled" + progress;
      case CANCELLED -> "Cancelled" + progress;
      case COMPLETED -> "Complete" + progress;
      case PARTIAL -> "Ended, but some hosts could not be scanned" + progress + problem(job);
      case FAILED -> "Failed" + progress + problem(job);
    };
  }

  /** A call without target addresses has no hosts, but a share that is done. */
  private static String progress(Job job) {
    JobProgress progress = job.progress();
    if (progress.hostsTotal() == 0) {
      return job.running().isEmpty()
          ? ""
          : String.format(Locale.ROOT, ": %.0f %%", 100 * job.running().getFirst().done());
    }
    return String.format(
        Locale.ROOT,
        ": %,d of %s done, %,d up, %s",
        progress.hostsDone(),
        Quantity.of(progress.hostsTotal(), "host"),
        progress.hostsUp(),
        Quantity.of(progress.openPorts(), "open port"));
  }

  private static String eta(Job job) {
    return job.etaSeconds().isPresent()
        ? String.format(Locale.ROOT, ", about %,d s left", job.etaSeconds().getAsLong())
        : "";
  }

  private static String waiting(Job job) {
    return job.waiting().isEmpty() ? "" : ". Waits: " + job.waiting();
  }

  private static String problem(Job job) {
    return job.problems().stream()
        .findFirst()
        .map(JobProblem::message)
        .map(message -> ". " + message)
        .orElse("");
  }
}
