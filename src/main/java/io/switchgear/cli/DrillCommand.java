package io.switchgear.cli;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.TextNode;
import io.switchgear.tool.UntrustedText;
import io.switchgear.watch.view.DrillJson;
import io.switchgear.watch.view.OrderJson;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Injects faults into the tools of a running server. */
@Command(
    name = "drill",
    description = {
      "Inject faults into the tools of a running server, to see how breakers react.",
      "  drill                         list the active drills",
      "  drill TOOL fail|hang|slow [--times N] [--delay TIME]",
      "                                inject a fault into the next calls of a tool",
      "  drill clear [TOOL]            end one drill, or all",
      "The server needs switchgear.drills.enabled = true."
    })
final class DrillCommand implements Callable<Integer> {

  private static final String CLEAR = "clear";
  private static final int NAME_CHARS = 128;

  private final CommandContext context;

  @Parameters(
      index = "0",
      arity = "0..1",
      paramLabel = "TOOL",
      completionCandidates = CompletionCandidates.Tools.class,
      description = "The tool whose next calls fail, or 'clear' to end drills.")
  String tool;

  @Parameters(
      index = "1",
      arity = "0..1",
      paramLabel = "FAULT",
      completionCandidates = CompletionCandidates.Faults.class,
      description =
          "fail (like a crash), hang (until stopped) or slow (starts late). After 'clear': the"
              + " tool.")
  String fault;

  @Option(
      names = {"-n", "--times"},
      paramLabel = "N",
      description = "Number of calls, 1 to 1000; 1 if not given.")
  Integer times;

  @Option(
      names = "--delay",
      paramLabel = "TIME",
      description = "For slow: by how much the start is delayed, such as 500ms or 2s.")
  String delay;

  @Option(
      names = {"-r", "--reason"},
      paramLabel = "WHY",
      description = "Why; shown with the drill.")
  String reason;

  @Mixin OperatorOption operator;

  @Mixin OutputOption output;

  @Mixin BackendOptions where;

  DrillCommand(CommandContext context) {
    this.context = context;
  }

  @Override
  public Integer call() {
    if (tool != null && fault == null && !tool.equals(CLEAR)) {
      throw new CommandFailure(
          ExitCode.USAGE, "give a fault: 'drill " + clean(tool) + " fail', 'hang' or 'slow'");
    }
    try (OperatorClient server = new OperatorClient(where.running())) {
      context.out().print(text(server));
      context.out().flush();
    }
    return ExitCode.OK.code();
  }

  private String text(OperatorClient server) {
    if (tool == null) {
      JsonNode answer = server.get("drills");
      return list(answer, answer.path("drills"), "", "No drills are active.\n");
    }
    if (tool.equals(CLEAR)) {
      JsonNode answer = fault == null ? server.delete("drills") : server.delete("drills", fault);
      return list(answer, answer.path("cleared"), "Ended: ", "No drills were active.\n");
    }
    JsonNode set = server.post(order(), "drills", tool);
    return list(set, List.of(set), "", "");
  }

  private OrderJson.Drill order() {
    return new OrderJson.Drill(
        Optional.of(fault),
        Optional.ofNullable(times),
        Optional.ofNullable(delay).map(TextNode::valueOf),
        Optional.of(operator.name),
        Optional.ofNullable(reason));
  }

  private String list(JsonNode answer, Iterable<JsonNode> drills, String before, String none) {
    return output.of(
        () -> lines(drills, before, none),
        answer,
        () ->
            Csv.of(
                drills,
                "/tool",
                "/fault",
                "/times",
                "/left",
                "/delay",
                "/operator",
                "/reason",
                "/set_at"));
  }

  private static String lines(Iterable<JsonNode> drills, String before, String none) {
    StringBuilder out = new StringBuilder();
    for (JsonNode each : drills) {
      DrillJson drill = OperatorClient.view(each, DrillJson.class);
      out.append(before)
          .append(clean(drill.tool()))
          .append(": ")
          .append(BreakerText.drill(drill))
          .append('\n');
    }
    return out.isEmpty() ? none : out.toString();
  }

  private static String clean(String name) {
    return UntrustedText.line(name, NAME_CHARS);
  }
}
