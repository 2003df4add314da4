package io.switchgear.cli;

import com.fasterxml.jackson.databind.JsonNode;
import io.switchgear.watch.view.HealthJson;
import java.time.Duration;
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
    JsonNode answer = ask();
    HealthJson health = OperatorClient.view(answer, HealthJson.class);
    context.out().print(output.of(() -> text(health), answer, () -> csv(answer)));
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
  private static int code(HealthJson health) {
    int worse = WORST_FIRST.size() - 1 - WORST_FIRST.indexOf(health.status());
    return isStale(health) ? 2 : Math.min(worse, 2);
  }

  private static boolean isStale(HealthJson health) {
    return health.stale().orElse(false);
  }

  private String text(HealthJson health) {
    Ansi paint = new Ansi(context.colours());
    String status = FigureText.text(health.status());
    StringJoiner counts = new StringJoiner(", ");
    for (String each : WORST_FIRST) {
      long count = health.checks().stream().filter(check -> check.status().equals(each)).count();
      if (count > 0) {
        counts.add(count + " " + each);
      }
    }
    String age = FigureText.age(health.ageSeconds().orElse(0));
    StringBuilder out =
        new StringBuilder("Overall: %s (%s), %s ago\n".formatted(paint.state(status), counts, age));
    if (isStale(health)) {
      out.append(paint.state("stale", "STALE"))
          .append(": the last round is ")
          .append(age)
          .append(" old and may be out of date. The server's log says why.\n");
    }
    Table table =
        new Table("CHECK", "PRIORITY", "STATUS", "AGE", "TOOK", "MESSAGE").withWideLastColumn();
    health.checks().stream()
        .sorted(Comparator.comparingInt(check -> WORST_FIRST.indexOf(check.status())))
        .forEach(
            check ->
                table.row(
                    check.name(),
                    check.priority(),
                    check.status(),
                    age(health, check),
                    FigureText.took(check.durationSeconds()),
                    check.message()));
    return out.append('\n').append(table.painted(paint, "STATUS")).toString();
  }

  /** Computed from the server's clock alone, which may differ from this machine's. */
  private static String age(HealthJson health, HealthJson.Check check) {
    if (check.timestamp() == null || health.timestamp() == null) {
      return FigureText.NONE;
    }
    Duration before = Duration.between(check.timestamp(), health.timestamp());
    return FigureText.age(before.toMillis() / 1e3 + health.ageSeconds().orElse(0));
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
