package io.switchgear.cli;

import com.fasterxml.jackson.databind.JsonNode;
import io.switchgear.watch.view.CallJson;
import io.switchgear.watch.view.OrderJson;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.stream.Stream;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Lists the calls in progress on a running server, and cancels one. */
@Command(
    name = "calls",
    description = {
      "List the calls in progress on a running server, or cancel one.",
      "  calls                         list the calls of all nodes, longest running first",
      "  calls cancel ID --reason WHY  cancel a call; the caller is told who did it, and why"
    })
final class CallsCommand implements Callable<Integer> {

  enum Action {
    LIST,
    CANCEL;

    /** The spelling on the command line and in the API's path. */
    @Override
    public String toString() {
      return name().toLowerCase(Locale.ROOT);
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
      paramLabel = "ID",
      description = "For cancel: the id of the call, as list shows it.")
  String id;

  @Option(
      names = "--nodes",
      paramLabel = "NODE",
      defaultValue = "all",
      description = "For list: the name of a node, or all; default ${DEFAULT-VALUE}.")
  String nodes;

  @Option(
      names = {"-r", "--reason"},
      paramLabel = "WHY",
      description = "For cancel: why; the caller is told. Required.")
  String reason;

  @Mixin OperatorOption operator;

  @Mixin OutputOption output;

  @Mixin BackendOptions where;

  CallsCommand(CommandContext context) {
    this.context = context;
  }

  @Override
  public Integer call() {
    check();
    try (OperatorClient server = new OperatorClient(where.running())) {
      JsonNode answer =
          switch (action) {
            case LIST -> server.getWith(Map.of("nodes", nodes), "calls");
            case CANCEL -> server.post(order(), "calls", id, action.toString());
          };
      context.out().print(output.of(() -> text(answer), answer, () -> csv(answer)));
      context.out().flush();
    }
    return ExitCode.OK.code();
  }

  private void check() {
    if (action == Action.LIST && Stream.of(id, reason).anyMatch(given -> given != null)) {
      throw new CommandFailure(
          ExitCode.USAGE, "list takes no id or reason; did you mean 'calls cancel ID'?");
    }
    if (action == Action.CANCEL && (id == null || reason == null)) {
      throw new CommandFailure(
          ExitCode.USAGE,
          "cancel needs an id and a reason: 'calls cancel ID --reason WHY'; 'calls' lists the ids");
    }
  }

  private OrderJson.Cancel order() {
    return new OrderJson.Cancel(Optional.of(operator.name), Optional.of(reason));
  }

  private String csv(JsonNode answer) {
    return switch (action) {
      case LIST ->
          Csv.of(
              answer.path("calls"),
              "/call_id",
              "/tool",
              "/caller",
              "/started_at",
              "/targets",
              "/targets_total",
              "/done",
              "/total",
              "/message",
              "/node");
      case CANCEL -> Csv.of(List.of(answer), "/call_id", "/outcome", "/operator", "/reason");
    };
  }

  private String text(JsonNode answer) {
    return switch (action) {
      case LIST -> list(OperatorClient.view(answer, CallJson.All.class));
      case CANCEL -> cancelled(OperatorClient.view(answer, CallJson.Cancelled.class));
    };
  }

  private static String cancelled(CallJson.Cancelled answer) {
    String id = FigureText.text(answer.callId());
    return switch (answer.outcome()) {
      case "cancelled" -> "Call " + id + " is cancelled.\n";
      case "stopping" -> "Call " + id + " was told to stop and has not ended yet.\n";
      default ->
          "Call %s had already ended: %s.\n".formatted(id, FigureText.text(answer.outcome()));
    };
  }

  private static String list(CallJson.All answer) {
    boolean several = answer.nodes().size() > 1;
    List<String> heads =
        new ArrayList<>(List.of("ID", "TOOL", "CALLER", "RUNNING", "TARGETS", "PROGRESS"));
    if (several) {
      heads.addFirst("NODE");
    }
    Table table = new Table(heads.toArray(String[]::new)).withWideLastColumn();
    for (CallJson call : answer.calls()) {
      Duration running = Duration.between(call.startedAt(), answer.timestamp());
      List<String> row =
          new ArrayList<>(
              List.of(
                  call.callId(),
                  call.tool(),
                  call.caller(),
                  FigureText.age(running.toMillis() / 1e3),
                  targets(call),
                  progress(call)));
      if (several) {
        row.addFirst(call.node().orElse(FigureText.NONE));
      }
      table.row(row.toArray(String[]::new));
    }
    return (table.isEmpty() ? "No calls are in progress.\n" : table.toString()) + notes(answer);
  }

  /** What the list does not show. */
  private static String notes(CallJson.All answer) {
    StringBuilder notes = new StringBuilder();
    for (CallJson.OfNode node : answer.nodes()) {
      long shown =
          answer.calls().stream()
              .filter(call -> call.node().equals(Optional.of(node.node())))
              .count();
      if (!node.answered()) {
        notes.append(
            node.ageSeconds().isPresent()
                ? "%s does not answer; its calls are shown as they were %s ago.\n"
                    .formatted(
                        FigureText.text(node.node()),
                        FigureText.age(node.ageSeconds().getAsDouble()))
                : "%s does not answer; its calls are not shown.\n"
                    .formatted(FigureText.text(node.node())));
      }
      if (node.running() > shown) {
        notes.append(
            "%s runs %d calls; the first %d are shown.\n"
                .formatted(FigureText.text(node.node()), node.running(), shown));
      }
    }
    return notes.toString();
  }

  private static String targets(CallJson call) {
    List<String> shown = call.targets();
    int more = call.targetsTotal() - shown.size();
    String text = String.join(", ", shown);
    return shown.isEmpty() ? FigureText.NONE : more > 0 ? text + " and " + more + " more" : text;
  }

  private static String progress(CallJson call) {
    double total = call.total().orElse(0);
    String share =
        total > 0
            ? String.format(Locale.ROOT, "%.0f %% ", 100 * call.done().orElse(0) / total)
            : "";
    String text = (share + call.message()).strip();
    return text.isEmpty() ? FigureText.NONE : text;
  }
}
