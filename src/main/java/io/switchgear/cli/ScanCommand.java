package io.switchgear.cli;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Scans targets and shows their open ports. */
@Command(name = "scan", description = "Scan targets and show their open ports.")
final class ScanCommand implements Callable<Integer> {

  private final CommandContext context;

  @Mixin ScanOptions scan;

  @Option(names = "--rate", paramLabel = "NUMBER", description = "Maximum probes per second.")
  Integer rate;

  @Option(
      names = {"-o", "--output"},
      paramLabel = "FORMAT",
      defaultValue = "table",
      description =
          "${COMPLETION-CANDIDATES}; default ${DEFAULT-VALUE}. xml is compatible with nmap's.")
  ScanFiles.Format output;

  @Mixin ScanFiles files;

  @Option(
      names = "-v",
      description = "Add reasons, scripts, operating systems and the command line to the table.")
  boolean verbose;

  @Mixin BackendOptions where;

  ScanCommand(CommandContext context) {
    this.context = context;
  }

  @Override
  public Integer call() {
    TargetLists read = new TargetLists(context.in());
    ScanOptions.Targets given = scan.targets(read);
    List<ScanFiles.ReportFile> reportFiles = files.open();
    try (Backend backend = where.open(context)) {
      Backend.ListedTool scanner = scan.scanner(backend.tools());
      return CallRunner.run(
          context,
          backend,
          scanner.tool().name(),
          arguments(new ScanArguments(scanner.tool()), given),
          new Report(reportFiles, read));
    }
  }

  private ObjectNode arguments(ScanArguments arguments, ScanOptions.Targets given) {
    scan.addTo(arguments, given);
    arguments.list("exclude", "--exclude", given.excluded());
    arguments.rate(rate);
    if (verbose) {
      arguments.ifKnown("include", "argv");
    }
    return arguments.json();
  }

  /** Prints the report and writes it to the requested files. */
  private final class Report implements CallRunner.Printer {

    private final List<ScanFiles.ReportFile> reportFiles;
    private final TargetLists read;

    Report(List<ScanFiles.ReportFile> reportFiles, TargetLists read) {
      this.reportFiles = reportFiles;
      this.read = read;
    }

    @Override
    public String print(CallResult answer) {
      return report(answer).map(this::formatted).orElseGet(() -> CallRunner.text(answer));
    }

    private String formatted(JsonNode found) {
      String text = output.of(found);
      return verbose && output == ScanFiles.Format.table
          ? text + ReportDetails.render(found)
          : text;
    }

    @Override
    public void printed(CallResult answer) {
      report(answer).ifPresent(found -> reportFiles.forEach(file -> file.write(found)));
    }

    @Override
    public String explain(String message) {
      return read.located(message);
    }

    private static Optional<ObjectNode> report(CallResult answer) {
      return answer.output().structured().filter(structured -> structured.has("hosts"));
    }
  }
}
