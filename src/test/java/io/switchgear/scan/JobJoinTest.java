package io.switchgear.scan;

import static io.switchgear.scan.EngineLab.ANNA;
import static io.switchgear.scan.EngineLab.success;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertNotEquals;

import io.switchgear.scan.job.Job;
import io.switchgear.scan.job.JobAnswer;
import io.switchgear.scan.job.JobChange;
import io.switchgear.scan.job.JobState;
import io.switchgear.scan.run.WorkerParts.Room;
import io.switchgear.store.Store;
import io.switchgear.testing.Await;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** When the start of a job joins one that is under way. */
@Tag("network")
class JobJoinTest {

  private static final String BLOCK = "switchgear.jobs.block-hosts";

  private final Store store = Store.inMemory();
  private final EngineLab lab = new EngineLab(store.sql(), Map.of(BLOCK, "4"));

  @AfterEach
  void close() {
    lab.close();
    store.close();
  }

  private JobAnswer again() {
    return Await.result("the start", lab.jobs().start(lab.request("10.0.0.0/28"), ANNA));
  }

  /** It would be told of the end of the job that it wants to have again. */
  @Test
  void aStartRightAfterTheCancellationScans() {
    String first = lab.start(lab.request("10.0.0.0/28"));
    lab.next();
    Await.result("the cancellation", lab.jobs().cancel(first, ANNA));
    Job second = assertInstanceOf(JobAnswer.Started.class, again()).job();
    assertNotEquals(first, second.id());
    lab.answering = plan -> Optional.of(success(plan));
    lab.until(first, JobState.CANCELLED);
    lab.runs.forEach(EngineLab.Run::succeed);
    lab.until(second.id(), JobState.COMPLETED);
    assertEquals(16, lab.hosts(second.id()).size());
  }

  static Stream<Arguments> changes() {
    return Stream.of(
        Arguments.of("exclusions", List.of(excluding("10.0.0.9")), false),
        Arguments.of("a rate", List.of(rate(1_000)), false),
        Arguments.of("exclusions, lifted", List.of(excluding("10.0.0.9"), excluding()), true),
        Arguments.of("a rate, lifted", List.of(rate(1_000), rate(0)), true));
  }

  private static JobChange excluding(String... targets) {
    return new JobChange(Optional.of(List.of(targets)), OptionalInt.empty(), OptionalInt.empty());
  }

  private static JobChange rate(int packets) {
    return new JobChange(Optional.empty(), OptionalInt.empty(), OptionalInt.of(packets));
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("changes")
  void aJobThatWasChangedIsJoinedOnlyIfItCoversTheSame(
      String what, List<JobChange> changes, boolean joined) {
    lab.room = new Room(0, "The breaker is open.");
    String id = lab.start(lab.request("10.0.0.0/28"));
    for (JobChange change : changes) {
      assertInstanceOf(
          JobAnswer.Done.class, Await.result("the change", lab.jobs().change(id, change, ANNA)));
    }
    assertEquals(joined, again() instanceof JobAnswer.Joined);
  }
}
