package io.switchgear.cli;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Compares two jobs. */
@Command(
    name = "diff",
    description = {
      "Show what changed from another job to this one: hosts and ports that came (+), went (-) or"
          + " changed (~), and what cannot be compared (?).",
      "Without OTHER it is compared with the last complete job of the same name before it."
    })
final class JobsDiffCommand implements Callable<Integer> {

  /** What the diff is printed as. */
  enum Format {
    text,
    json
  }

  private static final String PREVIOUS = "previous";

  private final CommandContext context;

  @Mixin JobOption job;

  @Parameters(
      index = "1",
      arity = "0..1",
      paramLabel = "OTHER",
      description = "The earlier job, named in the same way; the previous one if not given.")
  String other;

  @Option(
      names = {"-o", "--output"},
      paramLabel = "FORMAT",
      defaultValue = "text",
      description = "${COMPLETION-CANDIDATES}; default ${DEFAULT-VALUE}.")
  Format output;

  @Mixin BackendOptions where;

  JobsDiffCommand(CommandContext context) {
    this.context = context;
  }

  @Override
  public Integer call() {
    try (OperatorClient server = new OperatorClient(where.running())) {
      String id = job.id(server);
      String before =
          other == null || other.equals(PREVIOUS) ? PREVIOUS : JobOption.id(server, other);
      String answer = answer(server, id, before);
      context
          .out()
          .print(
              switch (output) {
                case text -> answer;
                case json -> PrintedJson.pretty(json(answer));
              });
      context.out().flush();
    }
    return ExitCode.OK.code();
  }

  private String answer(OperatorClient server, String id, String before) {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    try {
      server.copy(out, Map.of("format", output.name()), "jobs", id, "diff", before);
    } catch (IOException impossible) {
      throw new UncheckedIOException(impossible);
    }
    return out.toString(StandardCharsets.UTF_8);
  }

  private static JsonNode json(String answer) {
    try {
      return McpClient.JSON.readTree(answer);
    } catch (IOException notJson) {
      throw new CommandFailure(
          ExitCode.UNREACHABLE, "the server's answer is not JSON; is it Switchgear's?");
    }
  }
}
