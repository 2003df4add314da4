package io.switchgear.cli;

import com.fasterxml.jackson.databind.JsonNode;
import io.switchgear.watch.view.ClusterJson;
import io.switchgear.watch.view.OrderJson;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Shows the nodes of a running server's cluster, and sends one away. */
@Command(
    name = "cluster",
    description = {
      "Show the nodes of a cluster, or send one away.",
      "  cluster                       list the nodes, as the server that answers sees them",
      "  cluster leave NODE            let a node hand over what it owns, and end",
      "  cluster down NODE             declare a node dead that cannot be reached"
    })
final class ClusterCommand implements Callable<Integer> {

  /** A node tells its state every two seconds. */
  private static final double STALE_SECONDS = 5;

  enum Action {
    STATUS,
    LEAVE,
    DOWN;

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
      defaultValue = "status",
      description = "${COMPLETION-CANDIDATES}; default ${DEFAULT-VALUE}.")
  Action action;

  @Parameters(
      index = "1",
      arity = "0..1",
      paramLabel = "NODE",
      description = "For leave and down: the name or the address of the node.")
  String node;

  @Option(names = "--force", description = "For down: also if the node can be reached.")
  boolean force;

  @Mixin OutputOption output;

  @Mixin BackendOptions where;

  ClusterCommand(CommandContext context) {
    this.context = context;
  }

  @Override
  public Integer call() {
    if ((action == Action.STATUS) != (node == null)) {
      throw new CommandFailure(
          ExitCode.USAGE,
          action == Action.STATUS
              ? "status takes no node; did you mean 'cluster leave NODE'?"
              : "%s needs a node; 'cluster' lists the nodes".formatted(action));
    }
    if (force && action != Action.DOWN) {
      throw new CommandFailure(ExitCode.USAGE, "--force is for 'cluster down NODE'");
    }
    try (OperatorClient server = new OperatorClient(where.running())) {
      JsonNode answer =
          switch (action) {
            case STATUS -> server.get("cluster");
            case LEAVE -> server.post("cluster", "nodes", node, "leave");
            case DOWN ->
                server.post(
                    new OrderJson.Down(Optional.of(force)), "cluster", "nodes", node, "down");
          };
      context.out().print(output.of(() -> text(answer), answer, () -> csv(answer)));
      context.out().flush();
    }
    return ExitCode.OK.code();
  }

  private String csv(JsonNode answer) {
    return Csv.of(
        action == Action.STATUS ? answer.path("nodes") : List.of(answer),
        "/name",
        "/address",
        "/roles",
        "/status",
        "/reachable",
        "/version",
        "/up_since",
        "/work/health",
        "/work/running_calls",
        "/work/jobs",
        "/work/blocks",
        "/work_age");
  }

  private String text(JsonNode answer) {
    return switch (action) {
      case STATUS -> table(OperatorClient.view(answer, ClusterJson.class));
      case LEAVE ->
          "Node %s is leaving; 'cluster' shows when it is gone.\n".formatted(FigureText.text(node));
      case DOWN ->
          "Node %s is declared dead; the others take over what it owned.\n"
              .formatted(FigureText.text(node));
    };
  }

  private static String table(ClusterJson cluster) {
    Table table =
        new Table(
            "NODE", "ADDRESS", "ROLES", "STATUS", "HEALTH", "CALLS", "JOBS", "BLOCKS", "VERSION",
            "UP FOR", "");
    for (ClusterJson.Node each : cluster.nodes()) {
      table.row(
          each.name().orElse(FigureText.NONE),
          each.address(),
          String.join(", ", each.roles()),
          each.reachable() ? each.status() : each.status() + ", unreachable",
          health(each),
          count(each.work().map(ClusterJson.Work::runningCalls)),
          count(each.work().flatMap(ClusterJson.Work::jobs)),
          count(each.work().flatMap(ClusterJson.Work::blocks)),
          each.version().orElse(FigureText.NONE),
          each.upSince().map(ClusterCommand::age).orElse(FigureText.NONE),
          marks(cluster, each));
    }
    return table + "\n" + breakers(cluster);
  }

  private static String count(Optional<Integer> number) {
    return number.map(Object::toString).orElse(FigureText.NONE);
  }

  private static String health(ClusterJson.Node node) {
    return node.work()
        .flatMap(ClusterJson.Work::health)
        .map(health -> aged(health, node.workAge()))
        .orElse(FigureText.NONE);
  }

  private static String aged(String text, Optional<Double> age) {
    return age.filter(seconds -> seconds > STALE_SECONDS)
        .map(seconds -> text + ", " + FigureText.age(seconds) + " ago")
        .orElse(text);
  }

  /** One row for each tool, one column for each node. */
  private static String breakers(ClusterJson cluster) {
    List<String> head = new ArrayList<>(List.of("TOOL"));
    cluster.nodes().forEach(node -> head.add(node.name().orElse(node.address())));
    Table table = new Table(head.toArray(String[]::new));
    cluster.nodes().stream()
        .flatMap(node -> node.breakers().keySet().stream())
        .distinct()
        .sorted()
        .forEach(
            tool -> {
              List<String> row = new ArrayList<>(List.of(tool));
              cluster.nodes().forEach(node -> row.add(state(node, tool)));
              table.row(row.toArray(String[]::new));
            });
    return table.isEmpty() ? "" : table.toString();
  }

  private static String state(ClusterJson.Node node, String tool) {
    return Optional.ofNullable(node.breakers().get(tool))
        .map(
            breaker ->
                aged(
                    breaker.state() + breaker.mode().map(mode -> " (" + mode + ")").orElse(""),
                    node.breakersAge()))
        .orElse(FigureText.NONE);
  }

  private static String age(Instant since) {
    return FigureText.age(Math.max(0, Duration.between(since, Instant.now()).toSeconds()));
  }

  private static String marks(ClusterJson cluster, ClusterJson.Node node) {
    List<String> marks = new ArrayList<>();
    if (node.address().equals(cluster.self())) {
      marks.add("answers");
    }
    if (cluster.leader().filter(node.address()::equals).isPresent()) {
      marks.add("leads");
    }
    if (cluster.scheduler().isPresent() && cluster.scheduler().equals(node.name())) {
      marks.add("schedules");
    }
    return String.join(", ", marks);
  }
}
