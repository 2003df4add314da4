package io.switchgear.cli;

import com.fasterxml.jackson.databind.JsonNode;
import io.switchgear.watch.view.JobJson;
import io.switchgear.watch.view.JobOrderJson;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Changes the exclusions and limits of a job that has not ended. */
@Command(
    name = "change",
    description = {
      "Change the exclusions, the priority or the packet budget of a job that has not ended.",
      "Exclusions bind from the next block on. Targets that are no longer excluded are scanned"
          + " after all."
    })
final class JobsChangeCommand implements Callable<Integer> {

  private final CommandContext context;

  @Mixin JobOption job;

  @Option(
      names = "--exclude",
      paramLabel = "TARGETS",
      description = "The whole new list of targets to leave out; none removes all exclusions.")
  List<String> exclude;

  @Option(names = "--priority", paramLabel = "N", description = "0 to 9; higher first.")
  Integer priority;

  @Option(
      names = "--rate",
      paramLabel = "NUMBER",
      description = "Maximum packets per second of the whole job; 0 removes the limit.")
  Integer rate;

  @Mixin OutputOption output;

  @Mixin BackendOptions where;

  JobsChangeCommand(CommandContext context) {
    this.context = context;
  }

  @Override
  public Integer call() {
    if (exclude == null && priority == null && rate == null) {
      throw new CommandFailure(
          ExitCode.USAGE, "nothing to change; give --exclude, --priority or --rate");
    }
    try (OperatorClient server = new OperatorClient(where.running())) {
      JsonNode answer = server.patch(change(), "jobs", job.id(server));
      JobJson changed = OperatorClient.view(answer, JobJson.class);
      context
          .out()
          .print(
              output.of(
                  () -> JobText.details(changed), answer, () -> JobText.csv(List.of(answer))));
      context.out().flush();
    }
    return ExitCode.OK.code();
  }

  private JobOrderJson.Change change() {
    return new JobOrderJson.Change(
        Optional.ofNullable(exclude)
            .map(ScanArguments::words)
            .map(words -> words.equals(List.of("none")) ? List.of() : words),
        priority == null ? OptionalInt.empty() : OptionalInt.of(priority),
        rate == null ? OptionalInt.empty() : OptionalInt.of(rate));
  }
}
