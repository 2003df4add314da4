package io.switchgear.scan.schedule;

/** Told of events of schedules; must return at once. */
@FunctionalInterface
public interface ScheduleListener {

  void onScheduleEvent(ScheduleEvent event);
}
