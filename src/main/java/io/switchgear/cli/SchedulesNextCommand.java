package io.switchgear.cli;

import com.fasterxml.jackson.databind.JsonNode;
import io.switchgear.watch.view.ScheduleJson;
import java.time.OffsetDateTime;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Shows the next times of a schedule. */
@Command(
    name = "next",
    description = {
      "Show the next times of a schedule, in its time zone and in UTC.",
      "Runs start later by a random part of the jitter, which is drawn for each run."
    })
final class SchedulesNextCommand implements Callable<Integer> {

  private final CommandContext context;

  @Mixin ScheduleOption schedule;

  @Option(
      names = {"-n", "--count"},
      paramLabel = "N",
      defaultValue = "5",
      description = "Number of times, 1 to 100; default ${DEFAULT-VALUE}.")
  int count;

  @Mixin OutputOption output;

  @Mixin BackendOptions where;

  SchedulesNextCommand(CommandContext context) {
    this.context = context;
  }

  @Override
  public Integer call() {
    try (OperatorClient server = new OperatorClient(where.running())) {
      JsonNode answer =
          server.getWith(Map.of("next", "" + count), "schedules", schedule.id(server));
      ScheduleJson shown = OperatorClient.view(answer, ScheduleJson.class);
      List<String> times = shown.nextRuns().orElse(List.of());
      context
          .out()
          .print(
              output.of(
                  () -> text(shown, times),
                  answer.path("next_runs"),
                  () -> "next_run\n" + String.join("\n", times) + "\n"));
      context.out().flush();
    }
    return ExitCode.OK.code();
  }

  private static String text(ScheduleJson schedule, List<String> times) {
    Table table = new Table(schedule.zone(), "UTC");
    for (String time : times) {
      table.row(time.replace('T', ' '), OffsetDateTime.parse(time).toInstant().toString());
    }
    return (schedule.enabled() ? "" : "The schedule is disabled; it would run at these times.\n")
        + table;
  }
}
