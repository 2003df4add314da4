package io.switchgear.cli;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.switchgear.tool.UntrustedText;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.StringJoiner;

/** A scan report for people: the open ports as a table, then how the scan went. */
final class ReportTable {

  private static final int NOTE_CHARS = 500;

  private ReportTable() {}

  static String render(JsonNode report) {
    Table table = new Table("HOST", "PORT", "STATE", "SERVICE", "DETAILS");
    for (JsonNode host : report.path("hosts")) {
      for (JsonNode port : host.path("ports")) {
        if (port.path("state").asText().startsWith("open")) {
          table.row(
              hostName(host),
              port.path("port").asText() + "/" + port.path("protocol").asText(),
              port.path("state").asText(),
              port.path("service").asText(),
              details(port));
        }
      }
    }
    String ports = table.isEmpty() ? "No open ports found.\n" : table.toString();
    StringBuilder out = new StringBuilder(ports).append('\n').append(summary(report)).append('\n');
    for (JsonNode note : report.path("notes")) {
      out.append("Note: ").append(UntrustedText.line(note.asText(), NOTE_CHARS)).append('\n');
    }
    return out.toString();
  }

  /** A line per port, of whatever state. */
  static String csv(JsonNode report) {
    List<JsonNode> ports = new ArrayList<>();
    for (JsonNode host : report.path("hosts")) {
      for (JsonNode port : host.path("ports")) {
        ObjectNode line = McpClient.JSON.createObjectNode();
        line.set("address", host.path("address"));
        line.set("names", host.path("names"));
        line.setAll((ObjectNode) port);
        ports.add(line);
      }
    }
    return Csv.of(
        ports,
        "/address",
        "/names",
        "/port",
        "/protocol",
        "/state",
        "/service",
        "/product",
        "/version",
        "/banner");
  }

  private static String hostName(JsonNode host) {
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
    return known.length() > 0 ? known.toString() : port.path("banner").asText();
  }

  private static String summary(JsonNode report) {
    JsonNode statistics = report.path("statistics");
    return String.format(
        Locale.ROOT,
        "%s%d of %d hosts up, %d open ports, %.1f s, %s",
        report.path("complete").asBoolean(true) ? "" : "Stopped early, so this is not all: ",
        statistics.path("hosts_up").asLong(),
        statistics.path("hosts_total").asLong(),
        statistics.path("open_ports").asLong(),
        statistics.path("elapsed_seconds").asDouble(),
        UntrustedText.line(report.path("scanner").asText(), NOTE_CHARS));
  }
}
