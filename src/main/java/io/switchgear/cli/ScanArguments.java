package io.switchgear.cli;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.switchgear.tool.ToolDescriptor;
import java.util.Arrays;
import java.util.List;

/** Builds the arguments of a scan, checked against the scanner's input schema. */
final class ScanArguments {

  private final ToolDescriptor scanner;
  private final ObjectNode arguments = McpClient.JSON.createObjectNode();

  ScanArguments(ToolDescriptor scanner) {
    this.scanner = scanner;
  }

  /** Splits lists at commas. */
  static List<String> words(List<String> lists) {
    return lists.stream()
        .flatMap(list -> Arrays.stream(list.split(",")))
        .map(String::strip)
        .filter(word -> !word.isEmpty())
        .toList();
  }

  /**
   * @param option the command line option, for messages
   * @param values nothing is added if empty
   * @throws CommandFailure if the scanner has no such argument
   */
  void list(String name, String option, List<String> values) {
    if (!values.isEmpty()) {
      require(name, option);
      values.forEach(arguments.withArray(name)::add);
    }
  }

  /**
   * @param value null if the option was not given
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

  /** Sets the scanner's {@code rate} argument, or nmap's {@code --max-rate} flag. */
  void rate(Integer rate) {
    if (rate != null && !accepts("rate") && accepts("extra_args")) {
      arguments.withArray("extra_args").add("--max-rate=" + rate);
    } else if (rate != null) {
      require("rate", "--rate");
      arguments.put("rate", rate);
    }
  }

  /** Adds an element to a list if the scanner has that argument. */
  void ifKnown(String name, String element) {
    if (accepts(name)) {
      arguments.withArray(name).add(element);
    }
  }

  ObjectNode json() {
    return arguments;
  }

  private boolean accepts(String name) {
    return scanner.inputSchema().path("properties").has(name);
  }

  private void require(String name, String option) {
    if (!accepts(name)) {
      throw new CommandFailure(
          ExitCode.USAGE,
          scanner.name()
              + " does not support "
              + option
              + "; leave it out, or choose another --tool");
    }
  }
}
