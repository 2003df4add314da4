package io.switchgear.scan.schedule;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.switchgear.scan.job.JobRequest;
import java.time.Duration;
import java.util.Optional;
import java.util.OptionalInt;

/** Schedules for the tests. */
final class Specs {

  private Specs() {}

  static ObjectNode targets(String target) {
    ObjectNode arguments = JsonNodeFactory.instance.objectNode();
    arguments.putArray("targets").add(target);
    return arguments;
  }

  static ScheduleSpec of(String cron, MissedRuns missed, Overlap overlap) {
    return new ScheduleSpec(
        cron,
        "UTC",
        Duration.ZERO,
        missed,
        3,
        overlap,
        JobRequest.of("port_scan", targets("127.0.0.1")).named("lab"),
        OptionalInt.empty(),
        Optional.empty(),
        true);
  }

  static ScheduleSpec jitter(ScheduleSpec spec, Duration jitter) {
    return new ScheduleSpec(
        spec.cron(),
        spec.zone(),
        jitter,
        spec.missed(),
        spec.missedLimit(),
        spec.overlap(),
        spec.job(),
        spec.keepRuns(),
        spec.keepAge(),
        spec.compare());
  }
}
