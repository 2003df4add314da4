package io.switchgear.cli;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** Shows the hosts of all jobs. */
@Command(
    name = "hosts",
    description = {
      "Show the hosts of all jobs, each as it was found last.",
      "  hosts --open --port 22 --since 7d",
      "                                hosts with 22 open that were seen in the last week"
    })
final class HostsCommand implements Callable<Integer> {

  private final CommandContext context;

  @Mixin HostFilter filter;

  @Mixin OutputOption output;

  @Mixin BackendOptions where;

  HostsCommand(CommandContext context) {
    this.context = context;
  }

  @Override
  public Integer call() {
    try (OperatorClient server = new OperatorClient(where.running())) {
      JsonNode answer = filter.hosts(server, "hosts");
      context.out().print(output.of(() -> text(answer), answer, () -> csv(answer)));
      context.out().flush();
    }
    return ExitCode.OK.code();
  }

  private static String csv(JsonNode answer) {
    return Csv.of(
        answer.path("hosts"),
        "/address",
        "/names",
        "/state",
        "/open_ports",
        "/jobs",
        "/first_seen",
        "/last_seen",
        "/job");
  }

  private static String text(JsonNode answer) {
    Table table =
        new Table("HOST", "STATE", "LAST SEEN", "JOBS", "OPEN PORTS").withWideLastColumn();
    for (JsonNode host : answer.path("hosts")) {
      table.row(
          ReportTable.hostName(host),
          host.path("state").asText(),
          host.path("last_seen").asText(),
          host.path("jobs").asText(),
          ReportTable.openPorts(host));
    }
    return table.isEmpty() ? "There are no such hosts.\n" : table + HostFilter.more(answer);
  }
}
