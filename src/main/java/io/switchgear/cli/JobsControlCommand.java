package io.switchgear.cli;

import com.fasterxml.jackson.databind.JsonNode;
import io.switchgear.watch.view.JobJson;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** Pauses, resumes, cancels or deletes a job. */
@Command
final class JobsControlCommand implements Callable<Integer> {

  /** What is done with the job. */
  enum Action {
    PAUSE(
        "Pause a job: no further block starts, and those that run are stopped and run again"
            + " later."),
    RESUME("Resume a paused job."),
    CANCEL(
        "Cancel a job: its scanners are stopped, and what was found so far is kept. The job is"
            + " cancelled when no scanner of it runs."),
    DELETE("Delete a job that has ended, with all its results.");

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

  @Mixin JobOption job;

  @Mixin OutputOption output;

  @Mixin BackendOptions where;

  private JobsControlCommand(Action action, CommandContext context) {
    this.action = action;
    this.context = context;
  }

  static CommandLine of(Action action, CommandContext context) {
    CommandLine command = new CommandLine(new JobsControlCommand(action, context));
    command.getCommandSpec().name(action.word()).usageMessage().description(action.description);
    return command;
  }

  @Override
  public Integer call() {
    try (OperatorClient server = new OperatorClient(where.running())) {
      String id = job.id(server);
      JsonNode answer =
          switch (action) {
            case PAUSE, RESUME, CANCEL -> server.post("jobs", id, action.word());
            case DELETE -> server.delete("jobs", id);
          };
      context
          .out()
          .print(
              output.of(
                  () -> text(OperatorClient.view(answer, JobJson.class)),
                  answer,
                  () -> JobText.csv(List.of(answer))));
      context.out().flush();
    }
    return ExitCode.OK.code();
  }

  private String text(JobJson job) {
    return switch (action) {
      case PAUSE, RESUME, CANCEL ->
          "Job %s is %s.\n".formatted(JobText.title(job), JobText.state(job));
      case DELETE -> "Job %s is deleted.\n".formatted(JobText.title(job));
    };
  }
}
