package io.switchgear.cli;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Scans targets and shows their open ports. */
@Command(name = "scan", description = "Scan targets and show their open ports.")
final class ScanCommand implements Callable<Integer> {

  private static final String NMAP = "nmap";
  private static final String BUILT_IN = "port_scan";

  private final CommandContext context;

  @Parameters(
      paramLabel = "TARGET",
      arity = "0..*",
      description =
          "Addresses, CIDR blocks, ranges or names that the scope allows; @FILE reads a list, -"
              + " reads it from standard input.")
  List<String> targets = List.of();

  @Option(
      names = "-iL",
      paramLabel = "FILE",
      description =
          "File with more targets, separated by spaces, commas or line feeds; # begins a comment.")
  List<String> lists = List.of();

  @Option(
      names = "--exclude",
      paramLabel = "TARGETS",
      description = "Targets to leave out, such as 10.0.0.1,db.lab.internal.")
  List<String> exclude = List.of();

  @Option(
      names = "--exclude-file",
      paramLabel = "FILE",
      description = "File with targets to leave out; - for standard input.")
  List<String> excludeLists = List.of();

  @Option(
      names = {"-p", "--ports"},
      paramLabel = "PORTS",
      description =
          "Ports such as 22,80,8000-8100, top:100, or - for all; the tool's default if not given.")
  String ports;

  @Option(
      names = {"-t", "--template"},
      paramLabel = "TEMPLATE",
      completionCandidates = CompletionCandidates.Templates.class,
      description = "Predefined scan, such as quick or version; the tool's description lists them.")
  String template;

  @Option(names = "-sV", description = "Detect the services and versions on open ports.")
  boolean services;

  @Option(names = "-O", description = "Detect operating systems.")
  boolean operatingSystem;

  @Option(
      names = "--script",
      paramLabel = "NAMES",
      description = "NSE scripts and categories to run, such as default,banner.")
  List<String> scripts = List.of();

  @Option(
      names = "-T",
      paramLabel = "TIMING",
      description = "Timing template, from 0 (slowest) to 5 (fastest).")
  String timing;

  @Option(names = "--rate", paramLabel = "NUMBER", description = "Maximum probes per second.")
  Integer rate;

  @Option(
      names = "--tool",
      paramLabel = "TOOL",
      completionCandidates = CompletionCandidates.Tools.class,
      description = "nmap or port_scan; nmap if it is available.")
  String tool;

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
    List<String> all = read.all(targets, lists);
    List<String> excluded = read.all(exclude, excludeLists);
    if (all.isEmpty()) {
      throw new CommandFailure(
          ExitCode.USAGE,
          "no targets; give some, such as 10.0.0.0/28, or a list of them with -iL FILE");
    }
    List<ScanFiles.ReportFile> reportFiles = files.open();
    try (Backend backend = where.open(context)) {
      Backend.ListedTool scanner = scanner(backend.tools());
      return CallRunner.run(
          context,
          backend,
          scanner.tool().name(),
          arguments(new ScanArguments(scanner.tool()), all, excluded),
          new Report(reportFiles, read));
    }
  }

  private Backend.ListedTool scanner(List<Backend.ListedTool> tools) {
    if (tool != null) {
      return CallRunner.find(tools, tool);
    }
    Optional<Backend.ListedTool> nmap =
        tools.stream()
            .filter(each -> each.tool().name().equals(NMAP) && !each.unavailable())
            .findFirst();
    return nmap.orElseGet(() -> CallRunner.find(tools, BUILT_IN));
  }

  private ObjectNode arguments(ScanArguments scan, List<String> all, List<String> excluded) {
    scan.list("targets", "TARGET", all);
    scan.list("exclude", "--exclude", excluded);
    scan.text("ports", "--ports", ports);
    scan.text("template", "--template", template);
    scan.flag("service_detection", "-sV", services);
    scan.flag("os_detection", "-O", operatingSystem);
    scan.list("scripts", "--script", ScanArguments.words(scripts));
    scan.text("timing", "-T", timing);
    scan.rate(rate);
    if (verbose) {
      scan.ifKnown("include", "argv");
    }
    return scan.json();
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
