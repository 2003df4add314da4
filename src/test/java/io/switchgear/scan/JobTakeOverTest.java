package io.switchgear.scan;

import static io.switchgear.scan.EngineLab.ANNA;
import static io.switchgear.scan.EngineLab.host;
import static io.switchgear.scan.EngineLab.success;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.switchgear.scan.job.Coverage;
import io.switchgear.scan.job.Job;
import io.switchgear.scan.job.JobState;
import io.switchgear.scan.run.WorkerParts.Room;
import io.switchgear.scan.sql.BlockResult;
import io.switchgear.scan.sql.JobTable;
import io.switchgear.store.Store;
import io.switchgear.testing.Await;
import io.switchgear.tool.hosts.HostFindings.Scan;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What an owner of a job concludes from the rows that an earlier one left. */
@Tag("network")
class JobTakeOverTest {

  private static final String BLOCK = "switchgear.jobs.block-hosts";

  private final Store store = Store.inMemory();
  private EngineLab lab = new EngineLab(store.sql(), Map.of(BLOCK, "4"));

  private void next(String roles) {
    lab.close();
    lab = new EngineLab(store.sql(), Map.of(BLOCK, "4", "switchgear.cluster.roles", roles));
  }

  @AfterEach
  void close() {
    lab.close();
    store.close();
  }

  /** Nothing was handed out, so nothing can run. */
  @Test
  void aJobThatIsPlannedIsCancelledAtOnce() {
    next("gateway");
    String id = lab.start(lab.request("10.0.0.0/28"));
    lab.until(id, JobState.PLANNING);
    Instant asked = Instant.now();
    Await.result("the cancellation", lab.jobs().cancel(id, ANNA));
    Job job = lab.until(id, JobState.CANCELLED);
    Duration took = Duration.between(asked, job.finishedAt().orElseThrow());
    // It would wait for three seconds for a block of an earlier owner.
    assertTrue(took.compareTo(Duration.ofSeconds(3)) < 0, took::toString);
  }

  /** A worker tells every two seconds what it runs. */
  @ParameterizedTest
  @ValueSource(strings = {"running", "pausing", "cancelling"})
  void aJobThatMayHaveBlocksOfAnEarlierOwnerWaitsForThem(String state) {
    lab.room = new Room(0, "The breaker is open.");
    String id = lab.start(lab.request("10.0.0.0/28"));
    lab.until(id, JobState.RUNNING);
    lab.close();
    store
        .sql()
        .write(rows -> rows.execute("UPDATE scan_job SET state = ? WHERE id = ?", state, id));
    Instant taken = Instant.now();
    next("gateway");
    Await.result("the cancellation", lab.jobs().cancel(id, ANNA));
    Job job = lab.until(id, JobState.CANCELLED);
    Duration took = Duration.between(taken, job.finishedAt().orElseThrow());
    assertTrue(took.compareTo(Duration.ofSeconds(3)) >= 0, took::toString);
  }

  /** A block that counts fewer hosts than it has, without a problem, is a bug somewhere. */
  @Test
  void aLostHostNeverLooksWhole() {
    lab.room = new Room(0, "The breaker is open.");
    String id = lab.start(lab.request("10.0.0.0/28"));
    lab.until(id, JobState.RUNNING);
    lab.close();
    JobTable table = new JobTable(store.sql());
    long epoch = table.claim(id).orElseThrow().epoch();
    table.finish(id, epoch, threeOfFour(), Instant.now());
    next("worker");
    lab.answering = plan -> Optional.of(success(plan));
    Job job = lab.until(id, JobState.PARTIAL);
    assertEquals(16, job.progress().hostsTotal());
    assertEquals(15, job.progress().hostsDone());
    assertEquals("lost", job.problems().getFirst().kind());
    assertEquals(1, job.problems().getFirst().hosts());
    assertFalse(Coverage.of(job).whole());
  }

  private static BlockResult threeOfFour() {
    return new BlockResult(
        0,
        false,
        1,
        "node",
        "",
        IntStream.range(0, 3).mapToObj(i -> host("10.0.0." + i, Scan.COMPLETE)).toList(),
        3,
        false,
        List.of(),
        List.of(),
        1,
        10,
        Optional.empty());
  }
}
