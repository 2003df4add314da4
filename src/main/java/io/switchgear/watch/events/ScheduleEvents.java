package io.switchgear.watch.events;

import io.switchgear.scan.schedule.ScheduleEvent;
import io.switchgear.scan.schedule.ScheduleListener;
import io.switchgear.watch.events.Event.Kind;
import io.switchgear.watch.view.ScheduleEventJson;

/** Creates the events of schedules. They contain numbers and no results. */
public final class ScheduleEvents implements ScheduleListener {

  private final EventLog log;

  public ScheduleEvents(EventLog log) {
    this.log = log;
  }

  @Override
  public void onScheduleEvent(ScheduleEvent event) {
    log.add(kind(event), ScheduleEventJson.of(event));
  }

  private static Kind kind(ScheduleEvent event) {
    return switch (event) {
      case ScheduleEvent.Missed missed -> Kind.SCHEDULE_MISSED;
      case ScheduleEvent.Refused refused -> Kind.SCHEDULE_FAILED;
      case ScheduleEvent.Incomplete incomplete -> Kind.SCHEDULE_FAILED;
      case ScheduleEvent.Changed changed -> Kind.SCHEDULE_CHANGED;
    };
  }
}
