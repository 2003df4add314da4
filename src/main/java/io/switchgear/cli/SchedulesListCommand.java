package io.switchgear.cli;

import com.fasterxml.jackson.databind.JsonNode;
import io.switchgear.watch.view.ScheduleJson;
import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Lists schedules. */
@Command(name = "list", description = "List schedules, the newest first.")
final class SchedulesListCommand implements Callable<Integer> {

  private final CommandContext context;

  @Option(
      names = "--limit",
      paramLabel = "N",
      defaultValue = "100",
      description = "At most this number, 1 to 1000; default ${DEFAULT-VALUE}.")
  int limit;

  @Mixin OutputOption output;

  @Mixin BackendOptions where;

  SchedulesListCommand(CommandContext context) {
    this.context = context;
  }

  @Override
  public Integer call() {
    try (OperatorClient server = new OperatorClient(where.running())) {
      JsonNode answer = server.getWith(Map.of("limit", "" + limit), "schedules");
      context
          .out()
          .print(
              output.of(
                  () -> text(answer), answer, () -> ScheduleText.csv(answer.path("schedules"))));
      context.out().flush();
    }
    return ExitCode.OK.code();
  }

  private String text(JsonNode answer) {
    ScheduleJson.All all = OperatorClient.view(answer, ScheduleJson.All.class);
    return all.schedules().isEmpty()
        ? "There are no schedules.\n"
        : ScheduleText.table(all.schedules()).painted(new Ansi(context.colours()), "LAST")
            + (all.nextCursor().isPresent() ? "There are more; --limit shows up to 1000.\n" : "");
  }
}
