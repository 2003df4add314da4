package io.switchgear.cli;

import picocli.CommandLine.Option;

/** The option for the operator's name, shared by all commands that give orders. */
final class OperatorOption {

  @Option(
      names = "--operator",
      paramLabel = "WHO",
      defaultValue = "${sys:user.name}",
      description = "Operator's name for the order; your user name if not given.")
  String name;
}
