package io.switchgear.scan;

import static io.switchgear.scan.EngineLab.success;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.switchgear.scan.EngineLab.Run;
import io.switchgear.scan.job.JobState;
import io.switchgear.store.Store;
import io.switchgear.testing.Await;
import io.switchgear.testing.Postgres;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Jobs while their database does not answer: nothing that was finished is lost, no further block is
 * taken, and everything goes on by itself.
 */
@Tag("network")
@Tag("process")
class JobOutageTest {

  private final Store store = Store.open(Postgres.freshDatabase(), "lab");
  private final EngineLab lab =
      new EngineLab(store.sql(), Map.of("switchgear.jobs.block-hosts", "4"));

  @AfterEach
  void close() {
    lab.close();
    store.close();
  }

  static Stream<Arguments> outages() {
    return Stream.of(
        Arguments.of("stopped", (Runnable) Postgres::stop, (Runnable) Postgres::start),
        Arguments.of("frozen", (Runnable) Postgres::freeze, (Runnable) Postgres::thaw));
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("outages")
  void aJobOutlivesAnOutage(String what, Runnable begin, Runnable end) {
    String id = lab.start(lab.request("10.0.0.0/26"));
    lab.next().succeed();
    Await.until("the first block", () -> lab.job(id).progress().blocksDone() == 1);
    List<Run> running = List.of(lab.next(), lab.next(), lab.next());
    begin.run();
    Run during;
    int taken;
    try {
      running.forEach(Run::succeed);
      during = lab.next();
      taken = lab.plans.size();
    } finally {
      end.run();
    }
    assertTrue(taken <= 8, "blocks that were taken: " + taken);
    lab.answering = plan -> Optional.of(success(plan));
    during.succeed();
    Await.until(
        "the end of the job",
        () -> {
          lab.runs.forEach(Run::succeed);
          return lab.plans.size() >= 16;
        });
    lab.until(id, JobState.COMPLETED);
    assertEquals(64, lab.hosts(id).size());
  }
}
