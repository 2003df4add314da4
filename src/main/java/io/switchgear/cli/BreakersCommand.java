package io.switchgear.cli;

import com.fasterxml.jackson.databind.JsonNode;
import io.switchgear.watch.view.BreakerJson;
import io.switchgear.watch.view.OrderJson;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.stream.Stream;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Shows and operates the breakers of a running server. */
@Command(
    name = "breakers",
    description = {
      "Show and operate the circuit breakers of a running server.",
      "  breakers                      list all breakers",
      "  breakers show NAME            show one, with its last transitions and errors",
      "  breakers open|close|reset NAME",
      "                                change the state once; recovery continues as usual. Not"
          + " possible while an override is set",
      "  breakers hold-open NAME --reason WHY [--for 10m]",
      "                                refuse every call until lifted or expired",
      "  breakers disable NAME --reason WHY [--for 10m]",
      "                                admit every call and count nothing",
      "  breakers metrics-only NAME --reason WHY [--for 10m]",
      "                                admit every call, count outcomes, never open",
      "  breakers auto NAME            lift the override",
      "In a cluster an order is for all nodes, unless --node names one."
    })
final class BreakersCommand implements Callable<Integer> {

  enum Action {
    LIST,
    SHOW,
    OPEN,
    CLOSE,
    RESET,
    HOLD_OPEN,
    DISABLE,
    METRICS_ONLY,
    AUTO;

    /** The spelling on the command line and in the API's path. */
    @Override
    public String toString() {
      return name().toLowerCase(Locale.ROOT).replace('_', '-');
    }
  }

  private final CommandContext context;

  @Parameters(
      index = "0",
      arity = "0..1",
      paramLabel = "ACTION",
      defaultValue = "list",
      description = "${COMPLETION-CANDIDATES}; default ${DEFAULT-VALUE}.")
  Action action;

  @Parameters(
      index = "1",
      arity = "0..1",
      paramLabel = "NAME",
      completionCandidates = CompletionCandidates.Tools.class,
      description = "The breaker's tool; not for list.")
  String name;

  @Option(
      names = {"-r", "--reason"},
      paramLabel = "WHY",
      description =
          "Why; shown with the breaker. Required for hold-open, disable and metrics-only.")
  String reason;

  @Option(
      names = "--for",
      paramLabel = "TIME",
      description =
          "How long the override lasts, such as 90s, 10m, 2h, 1d; until lifted if not given.")
  String duration;

  @Option(
      names = "--node",
      paramLabel = "NODE",
      description =
          "The node that the order is for, by its name, or all; default all. A server without a"
              + " cluster is all there is.")
  String node;

  @Mixin OperatorOption operator;

  @Mixin OutputOption output;

  @Mixin BackendOptions where;

  BreakersCommand(CommandContext context) {
    this.context = context;
  }

  @Override
  public Integer call() {
    checkName();
    try (OperatorClient server = new OperatorClient(where.running())) {
      JsonNode answer = ask(server);
      context.out().print(output.of(() -> text(answer), answer, () -> csv(answer)));
      context.out().flush();
    }
    return ExitCode.OK.code();
  }

  private void checkName() {
    if (action == Action.LIST
        && Stream.of(name, reason, duration, node).anyMatch(given -> given != null)) {
      throw new CommandFailure(
          ExitCode.USAGE,
          "list takes no name, reason, time or node; did you mean 'breakers show NAME'?");
    }
    if (action != Action.LIST && name == null) {
      throw new CommandFailure(
          ExitCode.USAGE,
          "name the tool: 'breakers " + action + " NAME'; 'breakers' alone lists them");
    }
  }

  private JsonNode ask(OperatorClient server) {
    return switch (action) {
      case LIST -> server.get("breakers");
      case SHOW -> server.get("breakers", name);
      case OPEN, CLOSE, RESET, HOLD_OPEN, DISABLE, METRICS_ONLY, AUTO ->
          server.post(order(), "breakers", name, action.toString());
    };
  }

  private OrderJson order() {
    return OrderJson.of(operator.name, Optional.ofNullable(reason), Optional.ofNullable(duration))
        .on(Optional.ofNullable(node));
  }

  /** A line per breaker for every action: other actions than list answer with one breaker. */
  private String csv(JsonNode answer) {
    return Csv.of(
        action == Action.LIST ? answer.path("circuit_breakers") : List.of(answer),
        "/name",
        "/state",
        "/mode",
        "/failure_count",
        "/configuration/current_failure_threshold",
        "/active_calls",
        "/queued_calls",
        "/retry_after",
        "/last_state_change",
        "/total_calls",
        "/successful_calls",
        "/failed_calls",
        "/rejected_calls",
        "/override/operator",
        "/override/reason",
        "/override/expires");
  }

  private String text(JsonNode answer) {
    BreakerText text = new BreakerText(new Ansi(context.colours()));
    return switch (action) {
      case LIST -> text.all(OperatorClient.view(answer, BreakerJson.All.class));
      case SHOW -> text.one(OperatorClient.view(answer, BreakerJson.class));
      case OPEN, CLOSE, RESET, HOLD_OPEN, DISABLE, METRICS_ONLY, AUTO ->
          text.line(OperatorClient.view(answer, BreakerJson.class));
    };
  }
}
