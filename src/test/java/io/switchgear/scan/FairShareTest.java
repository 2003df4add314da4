package io.switchgear.scan;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.switchgear.scan.EngineLab.Run;
import io.switchgear.scan.job.JobState;
import io.switchgear.scan.run.WorkerParts.Room;
import io.switchgear.store.Store;
import io.switchgear.testing.Await;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** More jobs than places. */
@Tag("network")
class FairShareTest {

  private static final int JOBS = 3;

  private final Store store = Store.inMemory();
  private final EngineLab lab =
      new EngineLab(store.sql(), Map.of("switchgear.jobs.block-hosts", "4"));

  @AfterEach
  void close() {
    lab.close();
    store.close();
  }

  @Test
  void eachJobHasItsTurnAndTheOthersSayWhatTheyWaitFor() {
    lab.room = new Room(1, "");
    List<String> ids =
        IntStream.range(0, JOBS)
            .mapToObj(job -> lab.start(lab.request("10." + job + ".0.0/26")))
            .toList();
    ids.forEach(id -> lab.until(id, JobState.RUNNING));
    Run held = lab.next();
    Await.until(
        "the reason of the jobs that wait",
        () ->
            ids.stream()
                    .filter(id -> lab.job(id).waiting().startsWith("Other jobs have all places"))
                    .count()
                == JOBS - 1);
    List<Character> turns = new ArrayList<>();
    for (int turn = 0; turn < 3 * JOBS; turn++) {
      turns.add(held.addresses().getFirst().charAt("10.".length()));
      held.succeed();
      held = lab.next();
    }
    for (int turn = JOBS; turn + JOBS <= turns.size(); turn++) {
      assertEquals(Set.of('0', '1', '2'), Set.copyOf(turns.subList(turn, turn + JOBS)), "" + turns);
    }
    assertTrue(ids.stream().anyMatch(id -> lab.job(id).waiting().isEmpty()));
    held.succeed();
  }
}
