package io.switchgear.watch.view;

import com.fasterxml.jackson.annotation.JsonIgnore;
import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonInclude.Include;
import io.switchgear.scan.job.JobState;
import io.switchgear.scan.schedule.RunChanges;
import io.switchgear.scan.schedule.Schedule;
import io.switchgear.scan.schedule.ScheduleEvent;
import io.switchgear.scan.schedule.ScheduleRun;
import java.time.Instant;
import java.util.Optional;
import java.util.OptionalInt;

/**
 * A schedule missed runs, a run failed, or a run found a change.
 *
 * @param schedule its id
 * @param principal to whom it belongs
 * @param message a sentence
 * @param jobId of the run; absent for missed runs and if the job was refused
 * @param dueAt time of the run by the schedule; of missed runs, of the last one
 * @param state in which the job ended, or {@code refused} or {@code deleted}; only for failed runs
 * @param runs number of missed runs; at least that many if {@code more}
 * @param comparedWith the job of the complete run before; only for changes
 */
public record ScheduleEventJson(
    String schedule,
    String name,
    String principal,
    String tool,
    String message,
    @JsonInclude(Include.NON_ABSENT) Optional<String> jobId,
    Instant dueAt,
    @JsonInclude(Include.NON_ABSENT) Optional<String> state,
    @JsonInclude(Include.NON_ABSENT) OptionalInt runs,
    @JsonInclude(Include.NON_ABSENT) Optional<Boolean> more,
    @JsonInclude(Include.NON_ABSENT) OptionalInt caughtUp,
    @JsonInclude(Include.NON_ABSENT) Optional<String> comparedWith,
    @JsonInclude(Include.NON_ABSENT) Optional<ScheduleJson.Changes> changes)
    implements EventJson {

  public static ScheduleEventJson of(ScheduleEvent event) {
    return switch (event) {
      case ScheduleEvent.Missed missed -> of(missed);
      case ScheduleEvent.Refused refused ->
          failed(
              refused.schedule(),
              Optional.empty(),
              refused.run(),
              "refused",
              "it did not run: " + refused.reason());
      case ScheduleEvent.Incomplete incomplete -> {
        String state = incomplete.state().map(JobState::wire).orElse("deleted");
        yield failed(
            incomplete.schedule(),
            Optional.of(incomplete.run().job()),
            incomplete.run(),
            state,
            "its run is " + state + ", so its result is not whole");
      }
      case ScheduleEvent.Changed changed -> of(changed);
    };
  }

  private static ScheduleEventJson of(ScheduleEvent.Missed missed) {
    Schedule schedule = missed.schedule();
    return new ScheduleEventJson(
        schedule.id(),
        schedule.name(),
        schedule.principal(),
        schedule.spec().job().tool(),
        "%s%d runs were missed, %d are made up for"
            .formatted(missed.more() ? "more than " : "", missed.runs(), missed.caughtUp()),
        Optional.empty(),
        missed.last(),
        Optional.empty(),
        OptionalInt.of(missed.runs()),
        Optional.of(missed.more()),
        OptionalInt.of(missed.caughtUp()),
        Optional.empty(),
        Optional.empty());
  }

  private static ScheduleEventJson failed(
      Schedule schedule, Optional<String> job, ScheduleRun run, String state, String message) {
    return new ScheduleEventJson(
        schedule.id(),
        schedule.name(),
        schedule.principal(),
        schedule.spec().job().tool(),
        message,
        job,
        run.dueAt(),
        Optional.of(state),
        OptionalInt.empty(),
        Optional.empty(),
        OptionalInt.empty(),
        Optional.empty(),
        Optional.empty());
  }

  private static ScheduleEventJson of(ScheduleEvent.Changed changed) {
    Schedule schedule = changed.schedule();
    RunChanges changes = changed.changes();
    return new ScheduleEventJson(
        schedule.id(),
        schedule.name(),
        schedule.principal(),
        schedule.spec().job().tool(),
        "%d hosts came, %d went, %d changed; %d ports opened, %d closed, %d changed"
            .formatted(
                changes.hostsCame(),
                changes.hostsGone(),
                changes.hostsChanged(),
                changes.portsOpened(),
                changes.portsClosed(),
                changes.portsChanged()),
        Optional.of(changed.run().job()),
        changed.run().dueAt(),
        Optional.empty(),
        OptionalInt.empty(),
        Optional.empty(),
        OptionalInt.empty(),
        Optional.of(changed.before()),
        Optional.of(ScheduleJson.Changes.of(changes)));
  }

  /** Whether it is about a change between two runs. */
  @JsonIgnore
  public boolean isChange() {
    return changes.isPresent();
  }
}
