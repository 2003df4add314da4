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

/** Scans, and shows what is open. */
@Command(name = "scan", description = "Scan targets and show their open ports.")
final class ScanCommand implements Callable<Integer> {

  private static final String NMAP = "nmap";
  private static final String BUILT_IN = "port_scan";

  private final CommandContext context;

  @Parameters(
      paramLabel = "TARGET",
      arity = "0..*",
      description =
          "Addresses, blocks, ranges or names, as the scope allows; @FILE for a list, - for one"
              + " from standard input.")
  List<String> targets = List.of();

  @Option(
      names = "-iL",
      paramLabel = "FILE",
      description =
          "More targets from a file: between spaces, commas or line ends; # begins a comment.")
  List<String> lists = List.of();

  @Option(
      names = "--exclude",
      paramLabel = "TARGETS",
      description = "What of the targets not to scan, such as 10.0.0.1,db.lab.internal.")
  List<String> exclude = List.of();

  @Option(
      names = "--exclude-file",
      paramLabel = "FILE",
      description = "The same from a file, or - for standard input.")
  List<String> excludeLists = List.of();

  @Option(
      names = {"-p", "--ports"},
      paramLabel = "PORTS",
      description =
          "Such as 22,80,8000-8100, top:100 or - for all; the tool's own choice without it.")
  String ports;

  @Option(
      names = {"-t", "--template"},
      paramLabel = "TEMPLATE",
      completionCandidates = CompletionCandidates.Templates.class,
      description = "A prepared scan, such as quick or version; the tool says which there are.")
  String template;

  @Option(names = "-sV", description = "Find out which programs serve the open ports.")
  boolean services;

  @Option(names = "-O", description = "Guess the operating systems.")
  boolean operatingSystem;

  @Option(
      names = "--script",
      paramLabel = "NAMES",
      description = "Scripts and categories to run, such as default,banner.")
  List<String> scripts = List.of();

  @Option(
      names = "-T",
      paramLabel = "TIMING",
      description = "How fast, from 0 (slowest) to 5 (fastest).")
  String timing;

  @Option(names = "--rate", paramLabel = "NUMBER", description = "Probes per second at most.")
  Integer rate;

  @Option(
      names = "--tool",
      paramLabel = "TOOL",
      completionCandidates = CompletionCandidates.Tools.class,
      description = "nmap or port_scan; nmap when it is there.")
  String tool;

  @Option(
      names = {"-o", "--output"},
      paramLabel = "FORMAT",
      defaultValue = "table",
      description =
          "${COMPLETION-CANDIDATES}; default ${DEFAULT-VALUE}. xml can be read as nmap's.")
  ScanFiles.Format output;

  @Mixin ScanFiles files;

  @Option(
      names = "-v",
      description = "Below the table: reasons, scripts, operating systems and the command line.")
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
          "no targets are given; name some, such as 10.0.0.0/28, or a list of them with -iL FILE");
    }
    List<ScanFiles.Kept> kept = files.open();
    try (Backend backend = where.open(context)) {
      Backend.Offer scanner = scanner(backend.offers());
      return CallRunner.run(
          context,
          backend,
          scanner.tool().name(),
          arguments(new ScanArguments(scanner.tool()), all, excluded),
          new Report(kept, read));
    }
  }

  private Backend.Offer scanner(List<Backend.Offer> offers) {
    if (tool != null) {
      return CallRunner.offer(offers, tool);
    }
    Optional<Backend.Offer> nmap =
        offers.stream()
            .filter(offer -> offer.tool().name().equals(NMAP) && !offer.unavailable())
            .findFirst();
    return nmap.orElseGet(() -> CallRunner.offer(offers, BUILT_IN));
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

  /** What is printed and kept of the answer. */
  private final class Report implements CallRunner.Printer {

    private final List<ScanFiles.Kept> kept;
    private final TargetLists read;

    Report(List<ScanFiles.Kept> kept, TargetLists read) {
      this.kept = kept;
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
      report(answer).ifPresent(found -> kept.forEach(file -> file.write(found)));
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
