package io.switchgear.cli;

import java.util.List;
import java.util.Optional;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Options that say what is scanned and how, shared by all commands that start a scan. */
final class ScanOptions {

  private static final String NMAP = "nmap";
  private static final String BUILT_IN = "port_scan";

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

  @Option(
      names = "--tool",
      paramLabel = "TOOL",
      completionCandidates = CompletionCandidates.Tools.class,
      description = "nmap or port_scan; nmap if it is available.")
  String tool;

  /**
   * Targets as given, and read from lists.
   *
   * @param all at least one
   */
  record Targets(List<String> all, List<String> excluded) {}

  /**
   * @throws CommandFailure if there are no targets, or a list cannot be read
   */
  Targets targets(TargetLists read) {
    List<String> all = read.all(targets, lists);
    List<String> excluded = read.all(exclude, excludeLists);
    if (all.isEmpty()) {
      throw new CommandFailure(
          ExitCode.USAGE,
          "no targets; give some, such as 10.0.0.0/28, or a list of them with -iL FILE");
    }
    return new Targets(all, excluded);
  }

  /** The tool that scans. */
  Backend.ListedTool scanner(List<Backend.ListedTool> tools) {
    if (tool != null) {
      return CallRunner.find(tools, tool);
    }
    Optional<Backend.ListedTool> nmap =
        tools.stream()
            .filter(each -> each.tool().name().equals(NMAP) && !each.unavailable())
            .findFirst();
    return nmap.orElseGet(() -> CallRunner.find(tools, BUILT_IN));
  }

  /** Adds all arguments except the exclusions. */
  void addTo(ScanArguments scan, Targets given) {
    scan.list("targets", "TARGET", given.all());
    scan.text("ports", "--ports", ports);
    scan.text("template", "--template", template);
    scan.flag("service_detection", "-sV", services);
    scan.flag("os_detection", "-O", operatingSystem);
    scan.list("scripts", "--script", ScanArguments.words(scripts));
    scan.text("timing", "-T", timing);
  }
}
