package io.switchgear.cli.top;

import io.switchgear.watch.view.AlertJson;
import io.switchgear.watch.view.CallJson;
import io.switchgear.watch.view.EventJson;
import io.switchgear.watch.view.ScheduleEventJson;
import io.switchgear.watch.view.ToolSampleJson;
import java.time.Instant;
import java.util.Optional;

/** An event as one line of text. */
record EventLine(Instant at, Style tone, String subject, String text) {

  /** Empty for events that other parts of the screen show: samples, call starts and successes. */
  static Optional<EventLine> of(ServerEvent event, Instant now) {
    Instant at = event.at().orElse(now);
    return switch (event.facts()) {
      case ToolSampleJson.All sample -> Optional.empty();
      case CallJson progress -> Optional.empty();
      case EventJson.Call call -> ended(call, at);
      case EventJson.BreakerTransition change ->
          line(at, Style.ofState(change.toState()), change.tool(), change(change));
      case EventJson.QuorumChanged quorum ->
          line(
              at,
              Style.PLAIN,
              quorum.tool(),
              "quorum: %s%s, was %s"
                  .formatted(
                      Formats.spaced(clean(quorum.toVerdict())),
                      quorum.prober().map(node -> " for " + clean(node)).orElse(""),
                      Formats.spaced(clean(quorum.fromVerdict()))));
      case EventJson.HealthChanged health ->
          line(
              at,
              Style.ofHealth(health.toStatus()),
              "health",
              clean(health.toStatus()) + ", was " + clean(health.fromStatus()));
      case EventJson.DrillChanged drill ->
          line(
              at,
              Style.WARNING,
              drill.tool(),
              "drill %s: %s, by %s: %s"
                  .formatted(
                      Formats.spaced(clean(drill.change())),
                      clean(drill.fault()),
                      clean(drill.operator()),
                      clean(drill.reason())));
      case AlertJson alert ->
          line(
              at,
              AlertRow.isFiring(alert) ? Style.BAD : Style.GOOD,
              alert.tool(),
              "alert %s %s: %s"
                  .formatted(clean(alert.name()), clean(alert.state()), clean(alert.message())));
      case EventJson.JobChanged job -> ofJob(job, at);
      case ScheduleEventJson told -> ofSchedule(told, at);
      case EventJson.ConfigReloaded config ->
          line(
              at,
              config.applied() ? Style.PLAIN : Style.WARNING,
              "configuration",
              (config.applied() ? "reloaded by " : "reload failed, by ") + clean(config.by()));
      case EventJson.CatalogChanged change -> Optional.empty();
      case EventJson.Gap gap ->
          line(
              at,
              Style.WARNING,
              "events",
              gap.isRestart()
                  ? "the server was restarted"
                  : gap.missed().orElse(0) + " events are no longer available");
      case EventJson.Unknown unknown ->
          line(at, Style.PLAIN, unknown.tool(), Formats.spaced(clean(event.type())));
    };
  }

  /** The same, with the name of the node where it happened. */
  EventLine on(String node) {
    return new EventLine(at, tone, subject, text + " (on " + clean(node) + ")");
  }

  private static Optional<EventLine> line(Instant at, Style tone, String subject, String text) {
    return Optional.of(new EventLine(at, tone, clean(subject), text));
  }

  private static Optional<EventLine> ended(EventJson.Call call, Instant at) {
    return call.outcome()
        .filter(outcome -> !outcome.equals("success"))
        .flatMap(
            outcome ->
                line(
                    at,
                    Style.WARNING,
                    call.tool(),
                    "%s after %s, called by %s"
                        .formatted(
                            Formats.spaced(clean(outcome)),
                            Formats.seconds(call.duration().orElse(0)),
                            clean(call.caller()))));
  }

  private static Optional<EventLine> ofSchedule(ScheduleEventJson told, Instant at) {
    return line(
        at,
        told.isChange() ? Style.PLAIN : Style.WARNING,
        told.tool(),
        "schedule %s: %s".formatted(clean(told.name()), clean(told.message())));
  }

  private static Optional<EventLine> ofJob(EventJson.JobChanged job, Instant at) {
    String name = job.name().isEmpty() ? job.jobId() : job.name();
    return switch (job.change()) {
      case "progress" -> Optional.empty();
      case "state" ->
          line(
              at,
              Style.ofJob(job.state()),
              job.tool(),
              "job %s %s".formatted(clean(name), clean(job.state())));
      default ->
          line(
              at,
              Style.PLAIN,
              job.tool(),
              "job %s: %s".formatted(clean(name), Formats.spaced(clean(job.change()))));
    };
  }

  private static String change(EventJson.BreakerTransition change) {
    String reason = Formats.spaced(clean(change.reason()));
    String why =
        change
            .operator()
            .map(
                operator ->
                    "%s by %s: %s"
                        .formatted(reason, clean(operator), clean(change.operatorReason())))
            .orElse(reason);
    String to = clean(change.toState());
    String from = clean(change.fromState());
    return to.equals(from)
        ? why
        : "%s, was %s: %s".formatted(Formats.spaced(to), Formats.spaced(from), why);
  }

  private static String clean(String text) {
    return Formats.clean(text);
  }
}
