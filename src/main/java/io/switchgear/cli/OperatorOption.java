package io.switchgear.cli;

import picocli.CommandLine.Option;

/** Who gives an order; the same for all commands that give one. */
final class OperatorOption {

  @Option(
      names = "--operator",
      paramLabel = "WHO",
      defaultValue = "${sys:user.name}",
      description = "Who orders; your name on this machine if not given.")
  String name;
}
