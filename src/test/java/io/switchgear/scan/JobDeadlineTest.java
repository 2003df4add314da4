package io.switchgear.scan;

import static io.switchgear.scan.EngineLab.ANNA;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;

import io.switchgear.scan.job.Job;
import io.switchgear.scan.job.JobAnswer;
import io.switchgear.scan.job.JobChange;
import io.switchgear.scan.job.JobState;
import io.switchgear.store.Store;
import io.switchgear.testing.Await;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Jobs that do not run when their deadline passes. */
@Tag("network")
class JobDeadlineTest {

  private static final String BLOCK = "switchgear.jobs.block-hosts";

  private final Store store = Store.inMemory();
  private final EngineLab lab =
      new EngineLab(store.sql(), Map.of(BLOCK, "4", "switchgear.jobs.max-running", "1"));

  @AfterEach
  void close() {
    lab.close();
    store.close();
  }

  private void pass(String id) {
    store
        .sql()
        .write(
            rows -> rows.execute("UPDATE scan_job SET deadline_at = created_at WHERE id = ?", id));
  }

  private void owned(int jobs) {
    Await.until(
        jobs + " jobs in memory",
        () -> Await.result("the work", lab.engine().work()).owned() == jobs);
  }

  @Test
  void aJobThatNeverGotAPlaceFails() {
    String running = lab.start(lab.request("10.0.0.0/28"));
    lab.next();
    String queued = lab.start(lab.request("10.0.1.0/28"));
    pass(queued);
    Job job = lab.until(queued, JobState.FAILED);
    assertEquals("deadline", job.problems().getFirst().kind());
    assertEquals(16, job.problems().getFirst().hosts());
    assertEquals(Optional.empty(), job.startedAt());
    assertEquals(JobState.RUNNING, lab.job(running).state());
    owned(1);
  }

  @ParameterizedTest
  @CsvSource({"0, FAILED", "1, PARTIAL", "2, PARTIAL"})
  void aPausedJobEndsWithWhatItHas(int blocks, JobState last) {
    String id = lab.start(lab.request("10.0.0.0/28"));
    for (int i = 0; i < blocks; i++) {
      lab.next().succeed();
    }
    lab.next();
    Await.until("the blocks", () -> lab.job(id).progress().blocksDone() == blocks);
    Await.result("the pause", lab.jobs().pause(id, ANNA));
    lab.until(id, JobState.PAUSED);
    owned(0);
    pass(id);
    Job job = lab.until(id, last);
    assertEquals("deadline", job.problems().getFirst().kind());
    assertEquals(16 - 4 * blocks, job.problems().getFirst().hosts());
    assertEquals(4 * blocks, lab.hosts(id).size());
    owned(0);
  }

  /** What waits for its turn is in the table only. */
  @Test
  void aQueuedJobThatWasChangedLeavesMemory() {
    lab.start(lab.request("10.0.0.0/28"));
    lab.next();
    String queued = lab.start(lab.request("10.0.1.0/28"));
    JobChange change = new JobChange(Optional.empty(), OptionalInt.of(9), OptionalInt.empty());
    assertInstanceOf(
        JobAnswer.Done.class, Await.result("the change", lab.jobs().change(queued, change, ANNA)));
    owned(1);
    Await.result("the pause", lab.jobs().pause(queued, ANNA));
    Await.result("the resume", lab.jobs().resume(queued, ANNA));
    assertEquals(JobState.QUEUED, lab.job(queued).state());
    owned(1);
  }
}
