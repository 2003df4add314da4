package io.switchgear.cli;

import java.util.concurrent.Callable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** The commands about scan jobs; without one of them it lists the jobs. */
@Command(
    name = "jobs",
    synopsisSubcommandLabel = "[COMMAND]",
    description = {
      "Start, watch and control scans that outlive this command, its connection and a restart of"
          + " the server.",
      "Without a command it lists the jobs, as 'jobs list' does. The commands need a running"
          + " server."
    })
final class JobsCommand implements Callable<Integer> {

  @Mixin final JobsListCommand list;

  private JobsCommand(CommandContext context) {
    list = new JobsListCommand(context);
  }

  /** The command with its subcommands. */
  static CommandLine tree(CommandContext context) {
    CommandLine jobs =
        new CommandLine(new JobsCommand(context))
            .addSubcommand(new JobsStartCommand(context))
            .addSubcommand(new JobsListCommand(context))
            .addSubcommand(new JobsShowCommand(context))
            .addSubcommand(new JobsWatchCommand(context))
            .addSubcommand(new JobsHostsCommand(context))
            .addSubcommand(new JobsProblemsCommand(context))
            .addSubcommand(new JobsReportCommand(context))
            .addSubcommand(new JobsDiffCommand(context));
    for (JobsControlCommand.Action action : JobsControlCommand.Action.values()) {
      jobs.addSubcommand(JobsControlCommand.of(action, context));
    }
    return jobs.addSubcommand(new JobsChangeCommand(context));
  }

  @Override
  public Integer call() {
    return list.call();
  }
}
