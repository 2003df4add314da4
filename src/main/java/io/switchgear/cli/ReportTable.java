package io.switchgear.cli;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.switchgear.tool.Quantity;
import io.switchgear.tool.UntrustedText;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.StringJoiner;
import java.util.stream.Collectors;

/** A scan report for people: the open ports as a table, then the summary of the scan. */
final class ReportTable {

  private static final int NOTE_CHARS = 500;
  private static final int TEXT_CHARS = 16 << 20;

  private ReportTable() {}

  static String render(JsonNode report) {
    StringBuilder out = new StringBuilder(found(report));
    out.append(summary(report)).append('\n');
    for (JsonNode note : report.path("notes")) {
      out.append("Note: ").append(UntrustedText.line(note.asText(), NOTE_CHARS)).append('\n');
    }
    if (report.has("left_out")) {
      out.append("Shortened: the server limits the size of results. ");
      out.append(report.at("/left_out/how").asText()).append('\n');
    }
    return out.toString();
  }

  /** The open ports as a table, then the other hosts. */
  static String found(JsonNode report) {
    Table table = new Table("HOST", "PORT", "STATE", "SERVICE", "DETAILS");
    StringJoiner rest = new StringJoiner("\n", "", "\n").setEmptyValue("");
    for (JsonNode host : report.path("hosts")) {
      for (JsonNode port : host.path("ports")) {
        table.row(
            hostName(host),
            port.path("port").asText() + "/" + port.path("protocol").asText(),
            port.path("state").asText(),
            service(port),
            details(port));
      }
      if (hasMore(host)) {
        rest.add(hostLine(host));
      }
    }
    for (ReportGroups.HostGroup group : ReportGroups.hosts(report)) {
      rest.add(groupLine(group));
    }
    StringBuilder out = new StringBuilder();
    if (!table.isEmpty()) {
      out.append(table).append('\n');
    } else if (!onlyLooksForHosts(report)) {
      out.append("No open ports found.\n\n");
    }
    out.append(UntrustedText.clean(rest.toString(), TEXT_CHARS));
    return out.toString();
  }

  /** The open ports of a host, such as {@code 22/tcp ssh, 80/tcp http}. */
  static String openPorts(JsonNode host) {
    return host.path("ports")
        .valueStream()
        .filter(port -> port.path("state").asText().equals("open"))
        .map(
            port ->
                "%s/%s %s"
                    .formatted(
                        port.path("port").asText(), port.path("protocol").asText(), service(port))
                    .strip())
        .collect(Collectors.joining(", "));
  }

  /** Whether the scan only discovered hosts: some are up, and no ports were scanned. */
  private static boolean onlyLooksForHosts(JsonNode report) {
    boolean ports =
        ReportGroups.hosts(report).stream()
                .anyMatch(group -> !ReportGroups.ports(group.group()).isEmpty())
            || report
                .path("hosts")
                .valueStream()
                .anyMatch(host -> !ReportGroups.ports(host).isEmpty());
    return !ports && report.at("/statistics/hosts_up").asLong() > 0;
  }

  /** Whether the host has information that its rows in the table do not show. */
  private static boolean hasMore(JsonNode host) {
    return host.path("ports").isEmpty()
        || !host.path("scan").asText("complete").equals("complete")
        || !ReportGroups.ports(host).isEmpty();
  }

  private static String hostLine(JsonNode host) {
    String scan = host.path("scan").asText("complete");
    String ports = ReportGroups.describe(ReportGroups.ports(host));
    return hostName(host)
        + " "
        + host.path("state").asText()
        + (scan.equals("complete") ? "" : ", " + scan.replace('_', ' '))
        + (ports.isEmpty() ? "" : "; " + ports);
  }

  private static String groupLine(ReportGroups.HostGroup group) {
    String ports = ReportGroups.describe(ReportGroups.ports(group.group()));
    long count = group.group().path("count").asLong();
    return (count == 1 ? "1 host " : count + " hosts ")
        + group.result().replace('_', ' ')
        + ReportGroups.rangesAndReason(group.group())
        + (ports.isEmpty() ? "" : "; each " + ports);
  }

  /** A line per port. A group of ports or hosts is one line with its ranges. */
  static String csv(JsonNode report) {
    List<JsonNode> ports = new ArrayList<>();
    for (JsonNode host : report.path("hosts")) {
      for (JsonNode port : host.path("ports")) {
        ObjectNode line = line(host);
        line.setAll((ObjectNode) port);
        ports.add(line);
      }
      addGroups(ports, host, line(host));
    }
    for (ReportGroups.HostGroup group : ReportGroups.hosts(report)) {
      ObjectNode line = McpClient.JSON.createObjectNode();
      line.set("address", group.group().path("ranges"));
      addGroups(ports, group.group(), line.put("host", group.result()));
    }
    return Csv.of(
        ports,
        "/address",
        "/names",
        "/host",
        "/port",
        "/protocol",
        "/state",
        "/reason",
        "/service",
        "/product",
        "/version",
        "/banner");
  }

  private static ObjectNode line(JsonNode host) {
    ObjectNode line = McpClient.JSON.createObjectNode();
    line.set("address", host.path("address"));
    line.set("names", host.path("names"));
    return line.set("host", host.path("state"));
  }

  private static void addGroups(List<JsonNode> lines, JsonNode host, ObjectNode start) {
    List<ReportGroups.PortGroup> groups = ReportGroups.ports(host);
    for (ReportGroups.PortGroup group : groups) {
      ObjectNode line = start.deepCopy().put("state", group.state());
      line.set("port", group.group().path("ranges"));
      line.set("reason", group.group().path("reason"));
      lines.add(line);
    }
    if (groups.isEmpty() && host.path("ports").isEmpty()) {
      lines.add(start);
    }
  }

  static boolean isPartial(JsonNode report) {
    return report.path("status").asText("complete").equals("partial");
  }

  static String hostName(JsonNode host) {
    String address = host.path("address").asText();
    String name = host.path("names").path(0).asText();
    return name.isEmpty() ? address : address + " (" + name + ")";
  }

  private static String details(JsonNode port) {
    StringJoiner known = new StringJoiner(" ");
    for (String field : new String[] {"product", "version"}) {
      if (port.hasNonNull(field)) {
        known.add(port.get(field).asText());
      }
    }
    if (port.hasNonNull("extra_info")) {
      known.add("(" + port.get("extra_info").asText() + ")");
    }
    return known.length() > 0 ? known.toString() : port.path("banner").asText();
  }

  private static String service(JsonNode port) {
    String tunnel = port.path("tunnel").asText();
    return (tunnel.isEmpty() ? "" : tunnel + "/") + port.path("service").asText();
  }

  private static String summary(JsonNode report) {
    JsonNode statistics = report.path("statistics");
    return String.format(
        Locale.ROOT,
        "%s%d of %s up, %s, %.1f s, %s",
        isPartial(report) ? "Partial results: " : "",
        statistics.path("hosts_up").asLong(),
        Quantity.of(statistics.path("hosts_total").asLong(), "host"),
        Quantity.of(statistics.path("open_ports").asLong(), "open port"),
        statistics.path("elapsed_seconds").asDouble(),
        UntrustedText.line(report.path("scanner").asText(), NOTE_CHARS));
  }
}
