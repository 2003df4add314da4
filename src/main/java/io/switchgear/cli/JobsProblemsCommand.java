package io.switchgear.cli;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.switchgear.watch.view.JobJson;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** Shows why a job's result is not whole. */
@Command(
    name = "problems",
    description = "Show which hosts of a job could not be scanned, and why.")
final class JobsProblemsCommand implements Callable<Integer> {

  private static final String LIMIT = "1000";

  private final CommandContext context;

  @Mixin JobOption job;

  @Mixin OutputOption output;

  @Mixin BackendOptions where;

  JobsProblemsCommand(CommandContext context) {
    this.context = context;
  }

  @Override
  public Integer call() {
    try (OperatorClient server = new OperatorClient(where.running())) {
      JsonNode answer = all(server, job.id(server));
      context
          .out()
          .print(
              output.of(
                  () -> text(OperatorClient.view(answer, JobJson.Problems.class)),
                  answer,
                  () ->
                      Csv.of(
                          answer.path("problems"),
                          "/at",
                          "/kind",
                          "/hosts",
                          "/targets",
                          "/message")));
      context.out().flush();
    }
    return ExitCode.OK.code();
  }

  private static JsonNode all(OperatorClient server, String id) {
    ObjectNode all = McpClient.JSON.createObjectNode();
    ArrayNode problems = all.putArray("problems");
    Map<String, String> query = new TreeMap<>(Map.of("limit", LIMIT));
    while (true) {
      JsonNode page = server.getWith(query, "jobs", id, "problems");
      page.path("problems").forEach(problems::add);
      if (!page.hasNonNull("next_cursor")) {
        return all;
      }
      query.put("cursor", page.path("next_cursor").asText());
    }
  }

  private static String text(JobJson.Problems all) {
    Table table = new Table("TIME", "KIND", "HOSTS", "TARGETS", "MESSAGE").withWideLastColumn();
    for (JobJson.Problem problem : all.problems()) {
      table.row(
          FigureText.time(problem.at()),
          problem.kind(),
          "" + problem.hosts(),
          problem.targets(),
          problem.message());
    }
    return table.isEmpty() ? "The job has no problems.\n" : table.toString();
  }
}
