package io.switchgear.cli;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.LongNode;
import com.fasterxml.jackson.databind.node.TextNode;
import io.switchgear.watch.view.JobJson;
import io.switchgear.watch.view.JobOrderJson;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Starts a job. */
@Command(
    name = "start",
    description = {
      "Start a scan as a job of a running server, with the options of 'switchgear scan'.",
      "The command ends when the job is stored. An identical job of yours that has not ended is"
          + " joined instead. With --watch the command follows the job."
    },
    exitCodeList = {
      "0:the job is stored; with --watch: it is completed",
      "1:the server cannot store jobs; with --watch: the job has failed or was cancelled",
      "5:with --watch: the job is partial: some hosts could not be scanned",
      "130:with --watch: interrupted; the job goes on"
    })
final class JobsStartCommand implements Callable<Integer> {

  private final CommandContext context;

  @Mixin ScanOptions scan;

  @Option(
      names = "--name",
      paramLabel = "NAME",
      description = "Name of the job; jobs of one name can be compared with each other.")
  String name;

  @Option(
      names = "--priority",
      paramLabel = "N",
      description = "0 to 9, higher first; 5 if not given.")
  Integer priority;

  @Option(
      names = "--deadline",
      paramLabel = "TIME",
      description = "Time after which the job ends with what it has, such as 30m, 2h or 1d.")
  String deadline;

  @Option(
      names = "--rate",
      paramLabel = "NUMBER",
      description = "Maximum packets per second of the whole job.")
  Integer rate;

  @Option(names = "--randomise", description = "Scan the blocks of the job in random order.")
  boolean randomise;

  @Option(names = "-v", description = "Ask the tool for its command line too.")
  boolean verbose;

  @Option(
      names = {"-w", "--watch"},
      description = "Show the progress until the job has ended.")
  boolean watch;

  @Mixin OutputOption output;

  @Mixin ScanFiles files;

  @Mixin BackendOptions where;

  JobsStartCommand(CommandContext context) {
    this.context = context;
  }

  @Override
  public Integer call() {
    if (watch) {
      JobWatch.form(output.format);
    }
    List<ScanFiles.ReportFile> reportFiles = files.open();
    if (!watch && !reportFiles.isEmpty()) {
      throw new CommandFailure(
          ExitCode.USAGE,
          "files of results need --watch; without it, 'switchgear jobs report' writes them later");
    }
    TargetLists read = new TargetLists(context.in());
    ScanOptions.Targets given = scan.targets(read);
    ServerAddress address = where.running();
    JobOrderJson order = order(given, tools(address));
    JsonNode answer;
    try (OperatorClient server = new OperatorClient(address)) {
      answer = server.post(order, "jobs");
    } catch (CommandFailure refused) {
      throw new CommandFailure(refused.exitCode(), read.located(refused.getMessage()));
    }
    JobJson job = OperatorClient.view(answer, JobJson.class);
    if (!watch || output.format == OutputOption.Format.table) {
      context.out().print(output.of(() -> text(job), answer, () -> JobText.csv(List.of(answer))));
      context.out().flush();
    }
    return watch ? watched(job, reportFiles).code() : ExitCode.OK.code();
  }

  private ExitCode watched(JobJson job, List<ScanFiles.ReportFile> reportFiles) {
    ExitCode end =
        new JobWatch(context, where::running, job.id(), JobWatch.form(output.format)).run();
    if (end != ExitCode.INTERRUPTED && !reportFiles.isEmpty()) {
      try (OperatorClient server = new OperatorClient(where.running())) {
        reportFiles.forEach(file -> file.write(server, job.id()));
      }
    }
    return end;
  }

  private List<Backend.ListedTool> tools(ServerAddress address) {
    try (Backend backend = context.remote().apply(address)) {
      return backend.tools();
    }
  }

  private JobOrderJson order(ScanOptions.Targets given, List<Backend.ListedTool> tools) {
    Backend.ListedTool scanner = scan.scanner(tools);
    ScanArguments arguments = new ScanArguments(scanner.tool());
    scan.addTo(arguments, given);
    if (verbose) {
      arguments.ifKnown("include", "argv");
    }
    return new JobOrderJson(
        scanner.tool().name(),
        Optional.of(arguments.json()),
        Optional.ofNullable(name),
        given.excluded().isEmpty() ? Optional.empty() : Optional.of(given.excluded()),
        number(priority),
        Optional.ofNullable(deadline).map(JobsStartCommand::duration),
        number(rate),
        randomise ? Optional.of(true) : Optional.empty());
  }

  private static OptionalInt number(Integer value) {
    return value == null ? OptionalInt.empty() : OptionalInt.of(value);
  }

  /** A number counts seconds. */
  private static JsonNode duration(String text) {
    return text.matches("[0-9]{1,9}")
        ? LongNode.valueOf(Long.parseLong(text))
        : TextNode.valueOf(text);
  }

  private String text(JobJson job) {
    String what = job.joined().orElse(false) ? "was already under way and " : "";
    String hint = watch ? "" : "Follow it with 'switchgear jobs watch %s'.%n".formatted(job.id());
    return "Job %s %sis %s.%n%s".formatted(JobText.title(job), what, JobText.state(job), hint);
  }
}
