package io.switchgear.scan.schedule;

import java.util.Optional;

/** A schedule and its newest run. */
public record ScheduleView(Schedule schedule, Optional<ScheduleRun> last) {}
