package io.switchgear.cli;

import com.fasterxml.jackson.databind.JsonNode;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import java.util.StringJoiner;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** Shows the health of a running server, also as an exit code for scripts. */
@Command(
    name = "health",
    description = {
      "Show the health of a running server: every check, worst status first.",
      "The command runs no checks: it shows the server's last round of checks and its age. A report"
          + " that is too old is stale, and counts as unhealthy."
    },
    exitCodeList = {
      "0:healthy",
      "1:degraded",
      "2:unhealthy, or the report is stale; also an invalid command line or configuration",
      "4:the server cannot be reached, or has no health report"
    })
final class HealthCommand implements Callable<Integer> {

  private static final List<String> WORST_FIRST = List.of("unhealthy", "degraded", "healthy");

  private final CommandContext context;

  @Mixin OutputOption output;

  @Mixin BackendOptions where;

  HealthCommand(CommandContext context) {
    this.context = context;
  }

  @Override
  public Integer call() {
    JsonNode health = ask();
    context.out().print(output.of(() -> text(health), health, () -> csv(health)));
    context.out().flush();
    return code(health);
  }

  private JsonNode ask() {
    try (OperatorClient server = new OperatorClient(where.running())) {
      return server.get("health");
    } catch (CommandFailure failure) {
      // The exit code 1 would mean "degraded".
      throw failure.exitCode() == ExitCode.FAILED
          ? new CommandFailure(ExitCode.UNREACHABLE, failure.getMessage())
          : failure;
    }
  }

  /** The exit code of {@code exitCodeList}; an unknown status counts as unhealthy. */
  private static int code(JsonNode health) {
    int worse = WORST_FIRST.size() - 1 - WORST_FIRST.indexOf(health.path("status").asText());
    return health.path("stale").asBoolean() ? 2 : Math.min(worse, 2);
  }

  private String text(JsonNode health) {
    Ansi paint = new Ansi(context.colours());
    String status = FigureText.text(health.path("status"));
    StringJoiner counts = new StringJoiner(", ");
    for (String each : WORST_FIRST) {
      long count = health.at("/summary/counts/" + each).asLong();
      if (count > 0) {
        counts.add(count + " " + each);
      }
    }
    String age = FigureText.age(health.path("age_seconds").asDouble());
    StringBuilder out =
        new StringBuilder("Overall: %s (%s), %s ago\n".formatted(paint.state(status), counts, age));
    if (health.path("stale").asBoolean()) {
      out.append(paint.state("stale", "STALE"))
          .append(": the last round is ")
          .append(age)
          .append(" old and may be out of date. The server's log says why.\n");
    }
    Table table =
        new Table("CHECK", "PRIORITY", "STATUS", "AGE", "TOOK", "MESSAGE").withWideLastColumn();
    health
        .path("checks")
        .valueStream()
        .sorted(Comparator.comparingInt(check -> WORST_FIRST.indexOf(status(check))))
        .forEach(
            check ->
                table.row(
                    check.path("name").asText(),
                    check.path("priority").asText(),
                    status(check),
                    age(health, check),
                    FigureText.took(check.path("duration_seconds")),
                    check.path("message").asText()));
    return out.append('\n').append(table.painted(paint, "STATUS")).toString();
  }

  private static String status(JsonNode check) {
    return check.path("status").asText();
  }

  /** Computed from the server's clock alone, which may differ from this machine's. */
  private static String age(JsonNode health, JsonNode check) {
    try {
      Duration before =
          Duration.between(
              Instant.parse(check.path("timestamp").asText()),
              Instant.parse(health.path("timestamp").asText()));
      return FigureText.age(before.toMillis() / 1e3 + health.path("age_seconds").asDouble());
    } catch (DateTimeException notATime) {
      return FigureText.NONE;
    }
  }

  private static String csv(JsonNode health) {
    return Csv.of(
        health.path("checks"),
        "/name",
        "/group",
        "/priority",
        "/status",
        "/message",
        "/duration_seconds",
        "/timestamp");
  }
}
