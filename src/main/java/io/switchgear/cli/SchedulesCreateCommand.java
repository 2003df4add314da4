package io.switchgear.cli;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.LongNode;
import com.fasterxml.jackson.databind.node.TextNode;
import io.switchgear.watch.view.ScheduleJson;
import io.switchgear.watch.view.ScheduleOrderJson;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Creates a schedule. */
@Command(
    name = "create",
    description = {
      "Create a schedule that starts a scan as a job, with the options of 'switchgear scan'.",
      "Example: switchgear schedules create --name lab --cron '30 2 * * 1-5' --zone Europe/Berlin"
          + " 10.0.0.0/24"
    })
final class SchedulesCreateCommand implements Callable<Integer> {

  private final CommandContext context;

  @Mixin ScanOptions scan;

  @Option(
      names = "--name",
      paramLabel = "NAME",
      required = true,
      description = "Name of the schedule and of its jobs.")
  String name;

  @Option(
      names = "--cron",
      paramLabel = "CRON",
      required = true,
      description =
          "Minute, hour, day of month, month and day of week, such as '30 2 * * 1-5'; or @hourly,"
              + " @daily, @weekly, @monthly, @yearly.")
  String cron;

  @Option(
      names = "--zone",
      paramLabel = "ZONE",
      description = "Time zone of the clock that counts, such as Europe/Berlin; UTC if not given.")
  String zone;

  @Option(
      names = "--jitter",
      paramLabel = "TIME",
      description = "Each run starts later by a random part of it, such as 10m; at most 1h.")
  String jitter;

  @Option(
      names = "--missed",
      paramLabel = "POLICY",
      description =
          "What happens to runs that no server could start: skip, once (one run makes up for all)"
              + " or all; once if not given.")
  String missed;

  @Option(
      names = "--missed-limit",
      paramLabel = "N",
      description = "Most runs that are made up for with --missed all, 1 to 100; 10 if not given.")
  Integer missedLimit;

  @Option(
      names = "--overlap",
      paramLabel = "POLICY",
      description =
          "What happens to a run while the one before has not ended: skip, queue or"
              + " cancel_running; skip if not given.")
  String overlap;

  @Option(
      names = "--priority",
      paramLabel = "N",
      description = "Of the jobs, 0 to 9, higher first; 5 if not given.")
  Integer priority;

  @Option(
      names = "--deadline",
      paramLabel = "TIME",
      description = "Time after which a job ends with what it has, such as 30m, 2h or 1d.")
  String deadline;

  @Option(
      names = "--rate",
      paramLabel = "NUMBER",
      description = "Maximum packets per second of a job.")
  Integer rate;

  @Option(names = "--randomise", description = "Scan the blocks of a job in random order.")
  boolean randomise;

  @Option(
      names = "--keep-runs",
      paramLabel = "N",
      description = "Keep this number of the schedule's jobs; the server's setting if not given.")
  Integer keepRuns;

  @Option(
      names = "--keep-age",
      paramLabel = "TIME",
      description = "Keep its jobs for this time, such as 30d; the server's setting if not given.")
  String keepAge;

  @Option(names = "--no-compare", description = "Do not compare each run with the run before.")
  boolean noCompare;

  @Option(names = "--disabled", description = "Create it, but do not let it run yet.")
  boolean disabled;

  @Mixin OutputOption output;

  @Mixin BackendOptions where;

  SchedulesCreateCommand(CommandContext context) {
    this.context = context;
  }

  @Override
  public Integer call() {
    TargetLists read = new TargetLists(context.in());
    ScanOptions.Targets given = scan.targets(read);
    ServerAddress address = where.running();
    ScheduleOrderJson order = order(given, tools(address));
    try (OperatorClient server = new OperatorClient(address)) {
      JsonNode answer = server.post(order, "schedules");
      context
          .out()
          .print(
              output.of(
                  () -> text(OperatorClient.view(answer, ScheduleJson.class)),
                  answer,
                  () -> ScheduleText.csv(List.of(answer))));
      context.out().flush();
    } catch (CommandFailure refused) {
      throw new CommandFailure(refused.exitCode(), read.located(refused.getMessage()));
    }
    return ExitCode.OK.code();
  }

  private List<Backend.ListedTool> tools(ServerAddress address) {
    try (Backend backend = context.remote().apply(address)) {
      return backend.tools();
    }
  }

  private ScheduleOrderJson order(ScanOptions.Targets given, List<Backend.ListedTool> tools) {
    Backend.ListedTool scanner = scan.scanner(tools);
    ScanArguments arguments = new ScanArguments(scanner.tool());
    scan.addTo(arguments, given);
    return new ScheduleOrderJson(
        Optional.of(name),
        Optional.of(cron),
        Optional.ofNullable(zone),
        duration(jitter),
        Optional.ofNullable(missed),
        number(missedLimit),
        Optional.ofNullable(overlap),
        Optional.of(scanner.tool().name()),
        Optional.of(arguments.json()),
        given.excluded().isEmpty() ? Optional.empty() : Optional.of(given.excluded()),
        number(priority),
        duration(deadline),
        number(rate),
        randomise ? Optional.of(true) : Optional.empty(),
        number(keepRuns),
        duration(keepAge),
        noCompare ? Optional.of(false) : Optional.empty(),
        disabled ? Optional.of(false) : Optional.empty());
  }

  private static OptionalInt number(Integer value) {
    return value == null ? OptionalInt.empty() : OptionalInt.of(value);
  }

  /** A number counts seconds. */
  private static Optional<JsonNode> duration(String text) {
    return Optional.ofNullable(text)
        .map(
            given ->
                given.matches("[0-9]{1,9}")
                    ? LongNode.valueOf(Long.parseLong(given))
                    : TextNode.valueOf(given));
  }

  private static String text(ScheduleJson schedule) {
    return "Schedule %s is %s.\n"
        .formatted(ScheduleText.title(schedule), ScheduleText.next(schedule));
  }
}
