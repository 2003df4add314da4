package io.switchgear.tools.report;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.switchgear.tool.UntrustedText;
import io.switchgear.tools.report.ScanReport.Host;
import io.switchgear.tools.report.ScanReport.OsGuess;
import io.switchgear.tools.report.ScanReport.Port;
import io.switchgear.tools.report.ScanReport.PortCount;
import io.switchgear.tools.report.ScanReport.Script;
import io.switchgear.tools.report.ScanReport.Statistics;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.List;
import java.util.Objects;

/**
 * A {@link ScanReport} on the wire: {@code snake_case}, what is empty left out, except {@code
 * hosts} and {@code ports}, which are always there so that nobody has to ask whether they are.
 */
public final class ReportJson {

  /** Longest of the short texts (a name, a product), in characters. */
  private static final int LINE_CHARS = 1_024;

  /** Longest banner or script output, in characters; scanners keep theirs shorter. */
  private static final int TEXT_CHARS = 65_536;

  private static final ObjectNode SCHEMA = load();

  private ReportJson() {}

  /** The report, valid by {@link #schema()}. Text from targets is cleaned once more on the way. */
  public static ObjectNode write(ScanReport report) {
    ObjectNode root = JsonNodeFactory.instance.objectNode();
    root.put("scanner", report.scanner());
    // The argument vector is our own and exact: cleaning would make a record of another command.
    strings(root, "argv", report.argv());
    root.put("complete", report.complete());
    ArrayNode hosts = root.putArray("hosts");
    report.hosts().forEach(host -> writeHost(hosts.addObject(), host));
    writeStatistics(root.putObject("statistics"), report.statistics());
    strings(root, "notes", report.notes().stream().map(ReportJson::line).toList());
    return root;
  }

  /** JSON Schema 2020-12 of what {@link #write} gives; a copy that the caller may change. */
  public static ObjectNode schema() {
    return SCHEMA.deepCopy();
  }

  private static void writeHost(ObjectNode out, Host host) {
    out.put("address", host.address());
    strings(out, "names", host.names().stream().map(ReportJson::line).toList());
    out.put("state", host.state());
    text(out, "reason", line(host.reason()));
    ArrayNode ports = out.putArray("ports");
    host.ports().forEach(port -> writePort(ports.addObject(), port));
    if (!host.otherPorts().isEmpty()) {
      ArrayNode others = out.putArray("other_ports");
      for (PortCount other : host.otherPorts()) {
        others.addObject().put("state", other.state()).put("count", other.count());
      }
    }
    scripts(out, host.scripts());
    if (!host.os().isEmpty()) {
      ArrayNode guesses = out.putArray("os");
      for (OsGuess guess : host.os()) {
        guesses.addObject().put("name", line(guess.name())).put("accuracy", guess.accuracy());
      }
    }
  }

  private static void writePort(ObjectNode out, Port port) {
    out.put("port", port.port());
    out.put("protocol", port.protocol());
    out.put("state", port.state());
    text(out, "reason", line(port.reason()));
    text(out, "service", line(port.service()));
    text(out, "product", line(port.product()));
    text(out, "version", line(port.version()));
    strings(out, "cpe", port.cpe().stream().map(ReportJson::line).toList());
    text(out, "banner", UntrustedText.clean(port.banner(), TEXT_CHARS));
    scripts(out, port.scripts());
  }

  private static void scripts(ObjectNode out, List<Script> scripts) {
    if (scripts.isEmpty()) {
      return;
    }
    ArrayNode array = out.putArray("scripts");
    for (Script script : scripts) {
      array
          .addObject()
          .put("id", line(script.id()))
          .put("output", UntrustedText.clean(script.output(), TEXT_CHARS));
    }
  }

  private static void writeStatistics(ObjectNode out, Statistics statistics) {
    out.put("hosts_total", statistics.hostsTotal());
    out.put("hosts_up", statistics.hostsUp());
    out.put("hosts_down", statistics.hostsDown());
    out.put("open_ports", statistics.openPorts());
    out.put("elapsed_seconds", Math.round(statistics.elapsedSeconds() * 1_000) / 1_000.0);
  }

  private static String line(String text) {
    return UntrustedText.line(text, LINE_CHARS);
  }

  private static void text(ObjectNode out, String field, String value) {
    if (!value.isEmpty()) {
      out.put(field, value);
    }
  }

  private static void strings(ObjectNode out, String field, List<String> values) {
    if (!values.isEmpty()) {
      ArrayNode array = out.putArray(field);
      values.forEach(array::add);
    }
  }

  private static ObjectNode load() {
    try (InputStream in = ReportJson.class.getResourceAsStream("scan-report.schema.json")) {
      return (ObjectNode)
          new ObjectMapper()
              .readTree(
                  Objects.requireNonNull(in, "scan-report.schema.json is not on the class path"));
    } catch (IOException e) {
      throw new UncheckedIOException("scan-report.schema.json cannot be read", e);
    }
  }
}
