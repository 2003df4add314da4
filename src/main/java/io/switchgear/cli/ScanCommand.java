package io.switchgear.cli;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.time.Instant;
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

  enum Output {
    table,
    json,
    csv,
    xml
  }

  private final Surroundings surroundings;

  @Parameters(
      paramLabel = "TARGET",
      arity = "1..*",
      description = "Addresses, blocks, ranges or names, as the scope allows.")
  List<String> targets;

  @Option(
      names = {"-p", "--ports"},
      paramLabel = "PORTS",
      description = "Such as 22,80,8000-8100; the tool's own choice without it.")
  String ports;

  @Option(
      names = {"-t", "--template"},
      paramLabel = "NAME",
      description = "A prepared scan, such as quick or version; the tool says which there are.")
  String template;

  @Option(
      names = "--tool",
      paramLabel = "NAME",
      description = "nmap or port_scan; nmap when it is there.")
  String tool;

  @Option(
      names = {"-o", "--output"},
      paramLabel = "FORMAT",
      defaultValue = "table",
      description =
          "${COMPLETION-CANDIDATES}; default ${DEFAULT-VALUE}. xml can be read as nmap's.")
  Output output;

  @Mixin BackendOptions where;

  ScanCommand(Surroundings surroundings) {
    this.surroundings = surroundings;
  }

  @Override
  public Integer call() {
    try (Backend backend = where.open(surroundings)) {
      Backend.Offer scanner = scanner(backend.offers());
      return Calls.run(
          surroundings, backend, scanner.tool().name(), arguments(scanner), this::print);
    }
  }

  private Backend.Offer scanner(List<Backend.Offer> offers) {
    if (tool != null) {
      return Calls.offer(offers, tool);
    }
    Optional<Backend.Offer> nmap =
        offers.stream()
            .filter(offer -> offer.tool().name().equals(NMAP) && !offer.unavailable())
            .findFirst();
    return nmap.orElseGet(() -> Calls.offer(offers, BUILT_IN));
  }

  private ObjectNode arguments(Backend.Offer scanner) {
    ObjectNode arguments = McpClient.JSON.createObjectNode();
    targets.forEach(arguments.putArray("targets")::add);
    put(arguments, scanner, "ports", ports);
    put(arguments, scanner, "template", template);
    return arguments;
  }

  private static void put(ObjectNode to, Backend.Offer scanner, String name, String value) {
    if (value == null) {
      return;
    }
    if (!scanner.tool().inputSchema().path("properties").has(name)) {
      throw new CommandFailure(
          ExitCode.USAGE,
          scanner.tool().name()
              + " knows no --"
              + name
              + "; leave it out, or choose another --tool");
    }
    to.put(name, value);
  }

  private String print(Answer answer) {
    Optional<ObjectNode> report =
        answer.output().structured().filter(structured -> structured.has("hosts"));
    if (report.isEmpty()) {
      return Calls.text(answer);
    }
    JsonNode found = report.get();
    return switch (output) {
      case table -> ReportTable.render(found);
      case json -> Json.pretty(found);
      case csv -> ReportTable.csv(found);
      case xml -> ReportXml.render(found, Instant.now());
    };
  }
}
