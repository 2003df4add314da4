package io.switchgear.mcp.catalog;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.switchgear.scan.job.Job;
import io.switchgear.scan.job.JobProgress;
import io.switchgear.scan.job.JobRequest;
import io.switchgear.scan.job.JobState;
import io.switchgear.testing.MemoryJobs;
import io.switchgear.tool.ToolContract;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Time passes when the test runs the actions that wait. */
class ScanUpdatesTest {

  private final MemoryJobs jobs = new MemoryJobs();
  private final Deque<Runnable> waiting = new ArrayDeque<>();
  private final List<String> told = new ArrayList<>();

  ScanUpdatesTest() {
    ScanUpdates.follow(
        jobs,
        change -> told.add(((CatalogChange.ResourceUpdated) change).uri()),
        (delay, action) -> {
          assertEquals(ScanUpdates.INTERVAL, delay);
          waiting.add(action);
        });
  }

  private Job job() {
    return jobs.add("ada", JobRequest.of("port_scan", ToolContract.args("{}")));
  }

  private void change(Job job, int done) {
    jobs.move(job.id(), MemoryJobs.at(new JobProgress(100, done, 0, 0, 0, 0, 0, 1)));
  }

  /** The interval of the job that was told of first is over. */
  private void pass() {
    Runnable over = waiting.remove();
    over.run();
  }

  @Test
  void theFirstChangeIsToldAtOnce() {
    Job job = job();
    assertEquals(List.of("scan://" + job.id()), told);
    assertEquals(1, waiting.size());
  }

  @Test
  void theChangesOfASecondAreToldTogether() {
    Job job = job();
    for (int done = 1; done <= 50; done++) {
      change(job, done);
    }
    assertEquals(1, told.size());
    pass();
    assertEquals(2, told.size());
    pass();
    assertEquals(2, told.size());
    assertEquals(0, waiting.size(), "a job that does not change costs nothing");
    change(job, 51);
    assertEquals(3, told.size());
  }

  @Test
  void jobsDoNotDelayEachOther() {
    Job one = job();
    Job other = job();
    assertEquals(List.of("scan://" + one.id(), "scan://" + other.id()), told);
  }

  @Test
  void theEndIsToldOfTheReportToo() {
    Job job = job();
    pass();
    told.clear();
    jobs.move(job.id(), MemoryJobs.to(JobState.RUNNING));
    jobs.move(job.id(), MemoryJobs.to(JobState.COMPLETED));
    pass();
    assertEquals(
        List.of("scan://" + job.id(), "scan://" + job.id() + "/report", "scan://" + job.id()),
        told);
  }
}
