package io.switchgear.scan.schedule;

import static org.junit.jupiter.api.Assertions.assertEquals;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.switchgear.scan.job.JobRequest;
import io.switchgear.tool.DataJson;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import org.junit.jupiter.api.Test;

/** Schedules that an earlier version stored stay readable: the texts here are never changed. */
class ScheduleRowsTest {

  private static final String WHOLE =
      """
      {"cron":"30 2 * * 1-5","zone":"Europe/Berlin","jitter":"PT10M","missed":"ALL","missedLimit":3,
       "overlap":"CANCEL_RUNNING","job":{"tool":"port_scan","arguments":{"targets":["127.0.0.1"]},
       "name":"lab","exclude":["127.0.0.2"],"priority":7,"deadline":"PT2H","rate":100,
       "randomised":true,"schedule":""},"keepRuns":5,"keepAge":"PT720H","compare":true}
      """;

  private static final String LEAST =
      """
      {"cron":"@daily","zone":"UTC","jitter":"PT0S","missed":"ONCE","missedLimit":10,
       "overlap":"SKIP","job":{"tool":"port_scan","arguments":{"targets":["127.0.0.1"]},
       "name":"lab","exclude":[],"priority":5,"deadline":null,"rate":null,"randomised":false,
       "schedule":""},"keepRuns":null,"keepAge":null,"compare":false,"later":"unknown"}
      """;

  private static ScheduleSpec read(String text) throws Exception {
    return DataJson.read((ObjectNode) new ObjectMapper().readTree(text), ScheduleSpec.class);
  }

  @Test
  void storedSchedulesAreRead() throws Exception {
    ScheduleSpec whole =
        new ScheduleSpec(
            "30 2 * * 1-5",
            "Europe/Berlin",
            Duration.ofMinutes(10),
            MissedRuns.ALL,
            3,
            Overlap.CANCEL_RUNNING,
            new JobRequest(
                "port_scan",
                Specs.targets("127.0.0.1"),
                "lab",
                List.of("127.0.0.2"),
                7,
                Optional.of(Duration.ofHours(2)),
                OptionalInt.of(100),
                true,
                ""),
            OptionalInt.of(5),
            Optional.of(Duration.ofDays(30)),
            true);
    assertEquals(whole, read(WHOLE));
    assertEquals(whole, read(ScheduleRows.text(whole)));
    ScheduleSpec least = read(LEAST);
    assertEquals(Optional.empty(), least.keepAge());
    assertEquals(OptionalInt.empty(), least.job().rate());
    assertEquals(least, read(ScheduleRows.text(least)));
    RunChanges changes = new RunChanges(1, 2, 3, 4, 5, 6, 7);
    assertEquals(
        changes,
        DataJson.read(
            (ObjectNode) new ObjectMapper().readTree(ScheduleRows.text(changes)),
            RunChanges.class));
  }
}
