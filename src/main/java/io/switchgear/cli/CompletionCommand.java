package io.switchgear.cli;

import java.util.concurrent.Callable;
import picocli.AutoComplete;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/** Prints the shell completion script. */
@Command(
    name = "completion",
    description = "Print a completion script for bash and zsh: source <(switchgear completion).")
final class CompletionCommand implements Callable<Integer> {

  private final CommandContext context;

  @Spec CommandSpec spec;

  CompletionCommand(CommandContext context) {
    this.context = context;
  }

  @Override
  public Integer call() {
    context.out().print(AutoComplete.bash("switchgear", spec.root().commandLine()));
    context.out().flush();
    return ExitCode.OK.code();
  }
}
