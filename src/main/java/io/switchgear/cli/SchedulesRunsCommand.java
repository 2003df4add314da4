package io.switchgear.cli;

import com.fasterxml.jackson.databind.JsonNode;
import io.switchgear.watch.view.ScheduleJson;
import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Lists the runs of a schedule. */
@Command(
    name = "runs",
    description = {
      "List the runs of a schedule, the newest first, with what changed since the complete run"
          + " before.",
      "Runs that were skipped, missed or refused are listed with the reason."
    })
final class SchedulesRunsCommand implements Callable<Integer> {

  private final CommandContext context;

  @Mixin ScheduleOption schedule;

  @Option(
      names = "--limit",
      paramLabel = "N",
      defaultValue = "20",
      description = "At most this number, 1 to 1000; default ${DEFAULT-VALUE}.")
  int limit;

  @Mixin OutputOption output;

  @Mixin BackendOptions where;

  SchedulesRunsCommand(CommandContext context) {
    this.context = context;
  }

  @Override
  public Integer call() {
    try (OperatorClient server = new OperatorClient(where.running())) {
      JsonNode answer =
          server.getWith(Map.of("limit", "" + limit), "schedules", schedule.id(server), "runs");
      context
          .out()
          .print(
              output.of(
                  () -> text(OperatorClient.view(answer, ScheduleJson.Runs.class)),
                  answer,
                  () -> ScheduleText.runsCsv(answer.path("runs"))));
      context.out().flush();
    }
    return ExitCode.OK.code();
  }

  private String text(ScheduleJson.Runs runs) {
    return runs.runs().isEmpty()
        ? "The schedule has not run yet.\n"
        : ScheduleText.runs(runs.runs()).painted(new Ansi(context.colours()), "STATE");
  }
}
