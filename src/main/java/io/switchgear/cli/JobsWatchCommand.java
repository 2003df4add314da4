package io.switchgear.cli;

import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** Follows a job until it has ended. */
@Command(
    name = "watch",
    description = {
      "Show the progress of a job until it has ended.",
      "If the server is restarted, the command waits for it and goes on. Ctrl-C ends the command,"
          + " not the job. On a terminal the progress is a bar; otherwise each change is a line,"
          + " with -o json a JSON object."
    },
    exitCodeList = {
      "0:the job is completed",
      "1:the job has failed or was cancelled",
      "5:the job is partial: some hosts could not be scanned",
      "130:interrupted; the job goes on"
    })
final class JobsWatchCommand implements Callable<Integer> {

  private final CommandContext context;

  @Mixin JobOption job;

  @Mixin OutputOption output;

  @Mixin BackendOptions where;

  JobsWatchCommand(CommandContext context) {
    this.context = context;
  }

  @Override
  public Integer call() {
    String id;
    try (OperatorClient server = new OperatorClient(where.running())) {
      id = job.id(server);
    }
    return new JobWatch(context, where::running, id, JobWatch.form(output.format)).run().code();
  }
}
