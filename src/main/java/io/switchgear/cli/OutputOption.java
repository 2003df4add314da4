package io.switchgear.cli;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.function.Supplier;
import picocli.CommandLine.Option;

/** How a command that lists something prints it; the same for all of them. */
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
   * For what says one thing and lists nothing.
   *
   * @param what is done
   * @throws CommandFailure if a list was asked for
   */
  void onlyText(String what) {
    if (format != Format.table) {
      throw new CommandFailure(
          ExitCode.USAGE, what + " lists nothing; leave out --output, its exit code tells");
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
