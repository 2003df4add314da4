package io.switchgear.cli;

import com.fasterxml.jackson.databind.JsonNode;
import io.switchgear.watch.view.JobJson;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** Shows one job. */
@Command(name = "show", description = "Show a job: its state, progress, blocks and problems.")
final class JobsShowCommand implements Callable<Integer> {

  private final CommandContext context;

  @Mixin JobOption job;

  @Mixin OutputOption output;

  @Mixin BackendOptions where;

  JobsShowCommand(CommandContext context) {
    this.context = context;
  }

  @Override
  public Integer call() {
    try (OperatorClient server = new OperatorClient(where.running())) {
      JsonNode answer = server.get("jobs", job.id(server));
      context
          .out()
          .print(
              output.of(
                  () -> JobText.details(OperatorClient.view(answer, JobJson.class)),
                  answer,
                  () -> JobText.csv(List.of(answer))));
      context.out().flush();
    }
    return ExitCode.OK.code();
  }
}
