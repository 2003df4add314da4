package io.switchgear.cli;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Calls a tool with the given arguments and prints its result. */
@Command(name = "call", description = "Call any tool with any arguments.")
final class CallCommand implements Callable<Integer> {

  enum Output {
    text,
    json
  }

  private final CommandContext context;

  @Parameters(
      paramLabel = "TOOL",
      completionCandidates = CompletionCandidates.Tools.class,
      description = "Name of the tool; see 'switchgear tools'.")
  String tool;

  @Option(
      names = {"-a", "--arg"},
      paramLabel = "NAME=VALUE",
      description = {
        "An argument, converted to the type in the tool's schema.",
        "Repeat it to fill a list. It overrides the same name in --json."
      })
  List<String> arguments = List.of();

  @Option(
      names = "--json",
      paramLabel = "JSON",
      description = "All arguments as a JSON object, or @FILE to read them from a file.")
  String json;

  @Option(
      names = {"-o", "--output"},
      defaultValue = "text",
      description = "${COMPLETION-CANDIDATES}; default ${DEFAULT-VALUE}.")
  Output output;

  @Mixin BackendOptions where;

  CallCommand(CommandContext context) {
    this.context = context;
  }

  @Override
  public Integer call() {
    try (Backend backend = where.open(context)) {
      Backend.ListedTool listed = CallRunner.find(backend.tools(), tool);
      ObjectNode all = CliArguments.object(json);
      CliArguments.add(all, arguments, listed.tool().inputSchema());
      return CallRunner.run(
          context,
          backend,
          tool,
          all,
          answer ->
              switch (output) {
                case text -> CallRunner.text(answer);
                case json -> CallRunner.json(answer);
              });
    }
  }
}
