package io.switchgear.cli;

import com.fasterxml.jackson.databind.JsonNode;
import io.switchgear.watch.view.ScheduleJson;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** Shows a schedule. */
@Command(name = "show", description = "Show a schedule, its next times and its last run.")
final class SchedulesShowCommand implements Callable<Integer> {

  private final CommandContext context;

  @Mixin ScheduleOption schedule;

  @Mixin OutputOption output;

  @Mixin BackendOptions where;

  SchedulesShowCommand(CommandContext context) {
    this.context = context;
  }

  @Override
  public Integer call() {
    try (OperatorClient server = new OperatorClient(where.running())) {
      JsonNode answer = server.get("schedules", schedule.id(server));
      context
          .out()
          .print(
              output.of(
                  () -> ScheduleText.details(OperatorClient.view(answer, ScheduleJson.class)),
                  answer,
                  () -> ScheduleText.csv(List.of(answer))));
      context.out().flush();
    }
    return ExitCode.OK.code();
  }
}
