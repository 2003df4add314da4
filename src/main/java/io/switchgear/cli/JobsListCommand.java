package io.switchgear.cli;

import com.fasterxml.jackson.databind.JsonNode;
import io.switchgear.watch.view.JobJson;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Lists jobs. */
@Command(name = "list", description = "List jobs, the newest first.")
final class JobsListCommand implements Callable<Integer> {

  private final CommandContext context;

  @Option(
      names = "--state",
      paramLabel = "STATES",
      description =
          "Only jobs in these states: queued, planning, running, pausing, paused, cancelling,"
              + " cancelled, completed, partial, failed; several joined by commas.")
  String state;

  @Option(
      names = "--tool",
      paramLabel = "TOOL",
      completionCandidates = CompletionCandidates.Tools.class,
      description = "Only jobs of this tool.")
  String tool;

  @Option(names = "--name", paramLabel = "NAME", description = "Only jobs of this name.")
  String name;

  @Option(
      names = "--limit",
      paramLabel = "N",
      defaultValue = "100",
      description = "At most this number, 1 to 1000; default ${DEFAULT-VALUE}.")
  int limit;

  @Mixin OutputOption output;

  @Mixin BackendOptions where;

  JobsListCommand(CommandContext context) {
    this.context = context;
  }

  @Override
  public Integer call() {
    Map<String, String> query = new TreeMap<>(Map.of("limit", "" + limit));
    add(query, "state", state);
    add(query, "tool", tool);
    add(query, "name", name);
    try (OperatorClient server = new OperatorClient(where.running())) {
      JsonNode answer = server.getWith(query, "jobs");
      context
          .out()
          .print(output.of(() -> text(answer), answer, () -> JobText.csv(answer.path("jobs"))));
      context.out().flush();
    }
    return ExitCode.OK.code();
  }

  private static void add(Map<String, String> query, String field, String value) {
    if (value != null) {
      query.put(field, value);
    }
  }

  private String text(JsonNode answer) {
    JobJson.All all = OperatorClient.view(answer, JobJson.All.class);
    List<JobJson> jobs = all.jobs();
    return jobs.isEmpty()
        ? "There are no such jobs.\n"
        : JobText.table(jobs).painted(new Ansi(context.colours()), "STATE")
            + (all.nextCursor().isPresent()
                ? "There are more; --limit shows up to 1000, and filters select.\n"
                : "");
  }
}
