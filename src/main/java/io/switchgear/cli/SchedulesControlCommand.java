package io.switchgear.cli;

import com.fasterxml.jackson.databind.JsonNode;
import io.switchgear.watch.view.ScheduleJson;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** Enables, disables, runs or deletes a schedule. */
@Command
final class SchedulesControlCommand implements Callable<Integer> {

  /** What is done with the schedule. */
  enum Action {
    ENABLE("Let a schedule run again; times that passed meanwhile are not made up for."),
    DISABLE("Stop a schedule: a running job goes on, and runs that wait are skipped."),
    RUN("Start a run of a schedule now; its next times stay as they are."),
    DELETE("Delete a schedule and the list of its runs; its jobs and their results stay.");

    private final String description;

    Action(String description) {
      this.description = description;
    }

    /** The spelling on the command line and in the API's path. */
    String word() {
      return name().toLowerCase(Locale.ROOT);
    }
  }

  private final Action action;
  private final CommandContext context;

  @Mixin ScheduleOption schedule;

  @Mixin OutputOption output;

  @Mixin BackendOptions where;

  private SchedulesControlCommand(Action action, CommandContext context) {
    this.action = action;
    this.context = context;
  }

  static CommandLine of(Action action, CommandContext context) {
    CommandLine command = new CommandLine(new SchedulesControlCommand(action, context));
    command.getCommandSpec().name(action.word()).usageMessage().description(action.description);
    return command;
  }

  @Override
  public Integer call() {
    try (OperatorClient server = new OperatorClient(where.running())) {
      String id = schedule.id(server);
      JsonNode answer =
          switch (action) {
            case ENABLE, DISABLE, RUN -> server.post("schedules", id, action.word());
            case DELETE -> server.delete("schedules", id);
          };
      context.out().print(output.of(() -> text(answer), answer, () -> csv(answer)));
      context.out().flush();
    }
    return ExitCode.OK.code();
  }

  private String csv(JsonNode answer) {
    return action == Action.RUN
        ? ScheduleText.runsCsv(List.of(answer))
        : ScheduleText.csv(List.of(answer));
  }

  private String text(JsonNode answer) {
    return switch (action) {
      case ENABLE, DISABLE -> {
        ScheduleJson now = OperatorClient.view(answer, ScheduleJson.class);
        yield "Schedule %s is %s.\n".formatted(ScheduleText.title(now), ScheduleText.next(now));
      }
      case RUN -> {
        ScheduleJson.Run run = OperatorClient.view(answer, ScheduleJson.Run.class);
        String job = run.jobId().orElse("");
        yield "The run is job %s.\nFollow it with 'switchgear jobs watch %s'.\n"
            .formatted(job, job);
      }
      case DELETE ->
          "Schedule %s is deleted; its jobs stay.\n"
              .formatted(ScheduleText.title(OperatorClient.view(answer, ScheduleJson.class)));
    };
  }
}
