package io.switchgear.cli;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** Shows what a job has found so far. */
@Command(
    name = "hosts",
    description = "Show the hosts of a job that are done, in the order of their addresses.")
final class JobsHostsCommand implements Callable<Integer> {

  private final CommandContext context;

  @Mixin JobOption job;

  @Mixin HostFilter filter;

  @Mixin OutputOption output;

  @Mixin BackendOptions where;

  JobsHostsCommand(CommandContext context) {
    this.context = context;
  }

  @Override
  public Integer call() {
    try (OperatorClient server = new OperatorClient(where.running())) {
      JsonNode answer = filter.hosts(server, "jobs", job.id(server), "hosts");
      context.out().print(output.of(() -> text(answer), answer, () -> ReportTable.csv(answer)));
      context.out().flush();
    }
    return ExitCode.OK.code();
  }

  private static String text(JsonNode answer) {
    return answer.path("hosts").isEmpty()
        ? "There are no such hosts.\n"
        : ReportTable.found(answer) + HostFilter.more(answer);
  }
}
