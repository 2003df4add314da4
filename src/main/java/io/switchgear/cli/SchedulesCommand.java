package io.switchgear.cli;

import java.util.concurrent.Callable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** The commands about schedules; without one of them it lists the schedules. */
@Command(
    name = "schedules",
    synopsisSubcommandLabel = "[COMMAND]",
    description = {
      "Create and control schedules, which start scans as jobs by the clock.",
      "Without a command it lists the schedules, as 'schedules list' does. The commands need a"
          + " running server."
    })
final class SchedulesCommand implements Callable<Integer> {

  @Mixin final SchedulesListCommand list;

  private SchedulesCommand(CommandContext context) {
    list = new SchedulesListCommand(context);
  }

  /** The command with its subcommands. */
  static CommandLine tree(CommandContext context) {
    CommandLine schedules =
        new CommandLine(new SchedulesCommand(context))
            .addSubcommand(new SchedulesCreateCommand(context))
            .addSubcommand(new SchedulesListCommand(context))
            .addSubcommand(new SchedulesShowCommand(context))
            .addSubcommand(new SchedulesRunsCommand(context))
            .addSubcommand(new SchedulesNextCommand(context));
    for (SchedulesControlCommand.Action action : SchedulesControlCommand.Action.values()) {
      schedules.addSubcommand(SchedulesControlCommand.of(action, context));
    }
    return schedules;
  }

  @Override
  public Integer call() {
    return list.call();
  }
}
