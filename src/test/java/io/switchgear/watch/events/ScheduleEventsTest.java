package io.switchgear.watch.events;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import io.switchgear.scan.job.JobRequest;
import io.switchgear.scan.job.JobState;
import io.switchgear.scan.schedule.MissedRuns;
import io.switchgear.scan.schedule.Overlap;
import io.switchgear.scan.schedule.RunChanges;
import io.switchgear.scan.schedule.Schedule;
import io.switchgear.scan.schedule.ScheduleEvent;
import io.switchgear.scan.schedule.ScheduleRun;
import io.switchgear.scan.schedule.ScheduleSpec;
import io.switchgear.tool.Caller;
import io.switchgear.watch.view.EventJson;
import io.switchgear.watch.view.ScheduleEventJson;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.OptionalInt;
import org.junit.jupiter.api.Test;

class ScheduleEventsTest {

  private static final Instant AT = Instant.parse("2026-05-01T10:00:00Z");

  private static final Schedule SCHEDULE =
      new Schedule(
          "s",
          1,
          Caller.LOCAL,
          new ScheduleSpec(
              "@daily",
              "UTC",
              Duration.ZERO,
              MissedRuns.SKIP,
              1,
              Overlap.SKIP,
              JobRequest.of("nmap", JsonNodeFactory.instance.objectNode()).named("lab"),
              OptionalInt.empty(),
              Optional.empty(),
              true),
          true,
          0,
          Optional.empty(),
          Optional.empty(),
          Optional.empty(),
          AT,
          AT);

  private static final ScheduleRun RUN =
      new ScheduleRun(
          "job",
          "s",
          AT,
          ScheduleRun.Kind.CLOCK,
          ScheduleRun.State.RUNNING,
          "",
          false,
          AT,
          Optional.empty(),
          Optional.empty(),
          Optional.empty(),
          Optional.empty(),
          "",
          Optional.empty());

  private final EventLog log = new EventLog("here");
  private final long start = log.end().position();

  private ScheduleEventJson told(String type, ScheduleEvent event) {
    new ScheduleEvents(log).onScheduleEvent(event);
    Event last = log.after(start, 100).orElseThrow().events().getLast();
    assertEquals(type, last.kind().wire());
    return assertInstanceOf(
        ScheduleEventJson.class, EventJson.read(last.kind().wire(), last.facts()));
  }

  @Test
  void aChangeHasItsNumbersAndBothJobs() {
    ScheduleEventJson changed =
        told(
            "schedule_changed",
            new ScheduleEvent.Changed(
                SCHEDULE, RUN, "before", new RunChanges(1, 2, 3, 4, 5, 6, 7)));
    assertEquals(Optional.of("job"), changed.jobId());
    assertEquals(Optional.of("before"), changed.comparedWith());
    assertEquals(5, changed.changes().orElseThrow().portsClosed());
    assertEquals(
        "1 hosts came, 2 went, 3 changed; 4 ports opened, 5 closed, 6 changed", changed.message());
  }

  @Test
  void missedAndFailedRunsSayWhy() {
    ScheduleEventJson missed =
        told(
            "schedule_missed",
            new ScheduleEvent.Missed(SCHEDULE, 100, true, AT.minusSeconds(9), AT, 3));
    assertEquals("more than 100 runs were missed, 3 are made up for", missed.message());
    assertEquals(OptionalInt.of(100), missed.runs());
    ScheduleEventJson partial =
        told(
            "schedule_failed",
            new ScheduleEvent.Incomplete(SCHEDULE, RUN, Optional.of(JobState.PARTIAL)));
    assertEquals(Optional.of("partial"), partial.state());
    assertEquals(Optional.of("job"), partial.jobId());
    ScheduleEventJson refused =
        told("schedule_failed", new ScheduleEvent.Refused(SCHEDULE, RUN, "out of scope"));
    assertEquals("it did not run: out of scope", refused.message());
    assertEquals(Optional.empty(), refused.jobId());
  }
}
