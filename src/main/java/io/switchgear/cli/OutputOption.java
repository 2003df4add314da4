package io.switchgear.cli;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.function.Supplier;
import picocli.CommandLine.Option;

/** The option for the output format, shared by all commands that print tables. */
final class OutputOption {

  enum Format {
    table,
    json,
    csv
  }

  @Option(
      names = {"-o", "--output"},
      paramLabel = "FORMAT",
      defaultValue = "table",
      description = "${COMPLETION-CANDIDATES}; default ${DEFAULT-VALUE}.")
  Format format;

  /**
   * Rejects the option for an action that prints a single message.
   *
   * @param what the action
   * @throws CommandFailure if a format other than table was requested
   */
  void onlyText(String what) {
    if (format != Format.table) {
      throw new CommandFailure(
          ExitCode.USAGE, what + " prints no table; leave out --output and use the exit code");
    }
  }

  /**
   * @param csv see {@link Csv}
   */
  String of(Supplier<String> table, JsonNode json, Supplier<String> csv) {
    return switch (format) {
      case table -> table.get();
      case json -> PrintedJson.pretty(json);
      case csv -> csv.get();
    };
  }
}
