package io.switchgear.cli;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.switchgear.tool.ToolDescriptor;
import java.util.Arrays;
import java.util.List;

/** The arguments of a scan, as far as the scanner has them by its schema. */
final class ScanArguments {

  private final ToolDescriptor scanner;
  private final ObjectNode arguments = McpClient.JSON.createObjectNode();

  ScanArguments(ToolDescriptor scanner) {
    this.scanner = scanner;
  }

  /** What stands between commas. */
  static List<String> words(List<String> lists) {
    return lists.stream()
        .flatMap(list -> Arrays.stream(list.split(",")))
        .map(String::strip)
        .filter(word -> !word.isEmpty())
        .toList();
  }

  /**
   * @param option that asks for it
   * @param values nothing is put if there are none
   * @throws CommandFailure if the scanner has no such argument
   */
  void list(String name, String option, List<String> values) {
    if (!values.isEmpty()) {
      require(name, option);
      values.forEach(arguments.withArray(name)::add);
    }
  }

  /**
   * @param value null if it is not asked for
   */
  void text(String name, String option, String value) {
    if (value != null) {
      require(name, option);
      arguments.put(name, value);
    }
  }

  void flag(String name, String option, boolean wanted) {
    if (wanted) {
      require(name, option);
      arguments.put(name, true);
    }
  }

  /** An argument of its own, or else nmap's flag for it. */
  void rate(Integer rate) {
    if (rate != null && !knows("rate") && knows("extra_args")) {
      arguments.withArray("extra_args").add("--max-rate=" + rate);
    } else if (rate != null) {
      require("rate", "--rate");
      arguments.put("rate", rate);
    }
  }

  /** For what is only a wish. */
  void ifKnown(String name, String element) {
    if (knows(name)) {
      arguments.withArray(name).add(element);
    }
  }

  ObjectNode json() {
    return arguments;
  }

  private boolean knows(String name) {
    return scanner.inputSchema().path("properties").has(name);
  }

  private void require(String name, String option) {
    if (!knows(name)) {
      throw new CommandFailure(
          ExitCode.USAGE,
          scanner.name() + " knows no " + option + "; leave it out, or choose another --tool");
    }
  }
}
