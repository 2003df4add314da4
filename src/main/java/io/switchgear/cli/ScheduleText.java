package io.switchgear.cli;

import com.fasterxml.jackson.databind.JsonNode;
import io.switchgear.tool.Quantity;
import io.switchgear.watch.view.ScheduleJson;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.StringJoiner;

/** Schedules as text for people. */
final class ScheduleText {

  /** Characters of an id that are shown in a table; they can be given instead of the whole id. */
  private static final int ID_CHARS = 12;

  private static final String[] CSV = {
    "/id",
    "/name",
    "/principal",
    "/enabled",
    "/cron",
    "/zone",
    "/tool",
    "/missed",
    "/overlap",
    "/next_run_at",
    "/last_run/state",
    "/last_run/job_id",
    "/created_at"
  };

  private static final String[] RUNS = {
    "/job_id",
    "/due_at",
    "/kind",
    "/state",
    "/job_state",
    "/reason",
    "/started_at",
    "/ended_at",
    "/compared_with",
    "/changes/hosts_came",
    "/changes/hosts_gone",
    "/changes/hosts_changed",
    "/changes/ports_opened",
    "/changes/ports_closed",
    "/changes/ports_changed",
    "/changes/not_compared"
  };

  private ScheduleText() {}

  static String csv(Iterable<? extends JsonNode> schedules) {
    return Csv.of(schedules, CSV);
  }

  static String runsCsv(Iterable<? extends JsonNode> runs) {
    return Csv.of(runs, RUNS);
  }

  static Table table(List<ScheduleJson> schedules) {
    Table table =
        new Table("ID", "NAME", "TOOL", "CRON", "ZONE", "NEXT", "LAST", "CHANGES")
            .withWideLastColumn();
    for (ScheduleJson schedule : schedules) {
      table.row(
          shortId(schedule.id()),
          schedule.name(),
          schedule.tool(),
          schedule.cron(),
          schedule.zone(),
          schedule.enabled() ? schedule.nextRunLocal().orElse("never") : "disabled",
          schedule.lastRun().map(ScheduleText::state).orElse(FigureText.NONE),
          schedule.lastRun().flatMap(run -> changes(run)).orElse(FigureText.NONE));
    }
    return table;
  }

  static Table runs(List<ScheduleJson.Run> runs) {
    Table table = new Table("DUE", "KIND", "STATE", "JOB", "CHANGES", "WHY").withWideLastColumn();
    for (ScheduleJson.Run run : runs) {
      table.row(
          FigureText.time(run.dueAt()),
          run.kind().replace('_', ' '),
          state(run),
          run.jobId().map(ScheduleText::shortId).orElse(FigureText.NONE),
          changes(run).orElse(FigureText.NONE),
          run.reason().orElse(""));
    }
    return table;
  }

  private static String shortId(String id) {
    return id.substring(0, Math.min(ID_CHARS, id.length()));
  }

  /** The state of the job, if it has ended, else that of the run. */
  private static String state(ScheduleJson.Run run) {
    return run.state().equals("ended") ? run.jobState().orElse("deleted") : run.state();
  }

  /** Such as {@code +1 -0 ~2 hosts, +3 -0 ~0 ports}. */
  private static Optional<String> changes(ScheduleJson.Run run) {
    return run.changes()
        .map(
            changes ->
                "+%d -%d ~%d hosts, +%d -%d ~%d ports"
                    .formatted(
                        changes.hostsCame(),
                        changes.hostsGone(),
                        changes.hostsChanged(),
                        changes.portsOpened(),
                        changes.portsClosed(),
                        changes.portsChanged()));
  }

  static String title(ScheduleJson schedule) {
    return FigureText.text(schedule.name() + " (" + schedule.id() + ")");
  }

  /** Whether it is enabled, and when it runs next. */
  static String next(ScheduleJson schedule) {
    return schedule.enabled()
        ? "enabled, next run "
            + schedule.nextRunLocal().orElse("never")
            + schedule.nextRunAt().map(at -> " (" + at + ")").orElse("")
        : "disabled";
  }

  /** Everything about a schedule, a line for each fact. */
  static String details(ScheduleJson schedule) {
    StringBuilder out = new StringBuilder();
    line(out, "Schedule", title(schedule));
    line(out, "State", next(schedule));
    line(out, "Times", schedule.cron() + " in " + schedule.zone() + jitter(schedule));
    line(out, "Missed", missed(schedule));
    line(out, "Overlap", schedule.overlap().replace('_', ' '));
    line(out, "Tool", schedule.tool() + " " + schedule.arguments());
    line(out, "Excluded", String.join(" ", schedule.exclude()));
    line(out, "Principal", schedule.principal() + ", priority " + schedule.priority());
    line(
        out,
        "Budget",
        schedule.rate().isPresent() ? schedule.rate().getAsInt() + " packets/s" : "");
    line(out, "Deadline", seconds(schedule.deadline()));
    line(out, "Kept", kept(schedule));
    line(out, "Compared", schedule.compare() ? "with the complete run before" : "no");
    schedule.lastRun().ifPresent(run -> line(out, "Last run", last(run)));
    for (String time : schedule.nextRuns().orElse(List.of())) {
      line(out, "Next", time);
    }
    return out.toString();
  }

  private static String jitter(ScheduleJson schedule) {
    return schedule.jitter() > 0
        ? ", later by up to " + FigureText.age((long) schedule.jitter())
        : "";
  }

  private static String missed(ScheduleJson schedule) {
    return schedule.missed().equals("all")
        ? "all, at most " + schedule.missedLimit()
        : schedule.missed();
  }

  private static String kept(ScheduleJson schedule) {
    StringJoiner kept = new StringJoiner(", ");
    schedule.keepRuns().ifPresent(runs -> kept.add(Quantity.of(runs, "job")));
    if (schedule.keepAge().isPresent()) {
      kept.add(seconds(schedule.keepAge()));
    }
    return kept.toString();
  }

  private static String seconds(OptionalDouble seconds) {
    return seconds.isPresent() ? FigureText.age((long) seconds.getAsDouble()) : "";
  }

  private static String last(ScheduleJson.Run run) {
    StringJoiner text = new StringJoiner(", ");
    text.add(FigureText.time(run.dueAt()) + " " + state(run));
    run.jobId().ifPresent(job -> text.add("job " + job));
    changes(run).ifPresent(text::add);
    run.reason().ifPresent(text::add);
    return text.toString();
  }

  private static void line(StringBuilder out, String name, String value) {
    if (!value.isBlank()) {
      out.append(String.format(Locale.ROOT, "%-10s %s%n", name, FigureText.text(value)));
    }
  }
}
