package io.switchgear.cli;

import com.fasterxml.jackson.databind.JsonNode;
import io.switchgear.tool.UntrustedText;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Locale;
import java.util.StringJoiner;

/**
 * A scan report in the subset of nmap's XML ({@code nmap.dtd} 1.05) that its readers, such as
 * {@code ndiff}, need: hosts with status, address and names, ports with state, service and scripts,
 * and the run's statistics.
 */
final class ReportXml {

  private static final int TEXT_CHARS = 65_536;

  private final StringBuilder out = new StringBuilder();

  private ReportXml() {}

  /**
   * @param ended when the scan ended
   */
  static String render(JsonNode report, Instant ended) {
    ReportXml xml = new ReportXml();
    xml.document(report, ended);
    return xml.out.toString();
  }

  private void document(JsonNode report, Instant ended) {
    JsonNode statistics = report.path("statistics");
    double elapsed = statistics.path("elapsed_seconds").asDouble();
    Instant started = ended.minusMillis((long) (elapsed * 1_000));
    String scanner = report.path("scanner").asText();
    StringJoiner args = new StringJoiner(" ");
    report.path("argv").forEach(arg -> args.add(arg.asText()));
    out.append("<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<!DOCTYPE nmaprun>\n");
    open(
        "nmaprun",
        "scanner",
        scanner.startsWith("nmap") ? "nmap" : "switchgear",
        "args",
        args.length() == 0 ? scanner : args.toString(),
        "start",
        Long.toString(started.getEpochSecond()),
        "startstr",
        date(started),
        "version",
        scanner.replaceFirst("^nmap ", ""),
        "xmloutputversion",
        "1.05");
    report.path("hosts").forEach(this::host);
    open("runstats");
    empty(
        "finished",
        "time",
        Long.toString(ended.getEpochSecond()),
        "timestr",
        date(ended),
        "elapsed",
        String.format(Locale.ROOT, "%.2f", elapsed),
        "exit",
        report.path("complete").asBoolean(true) ? "success" : "error");
    empty(
        "hosts",
        "up",
        statistics.path("hosts_up").asText("0"),
        "down",
        statistics.path("hosts_down").asText("0"),
        "total",
        statistics.path("hosts_total").asText("0"));
    close("runstats");
    close("nmaprun");
  }

  private void host(JsonNode host) {
    open("host");
    String reason = host.path("reason").asText("unknown");
    empty("status", "state", host.path("state").asText(), "reason", reason, "reason_ttl", "0");
    String address = host.path("address").asText();
    empty("address", "addr", address, "addrtype", address.contains(":") ? "ipv6" : "ipv4");
    open("hostnames");
    for (JsonNode name : host.path("names")) {
      empty("hostname", "name", name.asText(), "type", "user");
    }
    close("hostnames");
    open("ports");
    for (JsonNode other : host.path("other_ports")) {
      empty(
          "extraports",
          "state",
          other.path("state").asText(),
          "count",
          other.path("count").asText());
    }
    host.path("ports").forEach(this::port);
    close("ports");
    close("host");
  }

  private void port(JsonNode port) {
    open("port", "protocol", port.path("protocol").asText(), "portid", port.path("port").asText());
    empty(
        "state",
        "state",
        port.path("state").asText(),
        "reason",
        port.path("reason").asText("unknown"),
        "reason_ttl",
        "0");
    if (port.hasNonNull("service")) {
      boolean probed = port.hasNonNull("product");
      empty(
          "service",
          "name",
          port.path("service").asText(),
          "product",
          port.path("product").asText(),
          "version",
          port.path("version").asText(),
          "method",
          probed ? "probed" : "table",
          "conf",
          probed ? "10" : "3");
    }
    if (port.hasNonNull("banner")) {
      empty("script", "id", "banner", "output", port.path("banner").asText());
    }
    for (JsonNode script : port.path("scripts")) {
      empty("script", "id", script.path("id").asText(), "output", script.path("output").asText());
    }
    close("port");
  }

  private static String date(Instant moment) {
    return DateTimeFormatter.ofPattern("EEE MMM d HH:mm:ss yyyy", Locale.ROOT)
        .withZone(ZoneOffset.UTC)
        .format(moment);
  }

  private void open(String element, String... attributes) {
    start(element, attributes);
    out.append(">\n");
  }

  private void empty(String element, String... attributes) {
    start(element, attributes);
    out.append("/>\n");
  }

  private void close(String element) {
    out.append("</").append(element).append(">\n");
  }

  /** Attributes without a value are left out. */
  private void start(String element, String... attributes) {
    out.append('<').append(element);
    for (int i = 0; i < attributes.length; i += 2) {
      if (!attributes[i + 1].isEmpty()) {
        out.append(' ').append(attributes[i]).append("=\"");
        escape(UntrustedText.clean(attributes[i + 1], TEXT_CHARS));
        out.append('"');
      }
    }
  }

  /** Line feeds and tabs too: a parser would make blanks of them (XML 1.0, section 3.3.3). */
  private void escape(String text) {
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      switch (c) {
        case '&' -> out.append("&amp;");
        case '<' -> out.append("&lt;");
        case '>' -> out.append("&gt;");
        case '"' -> out.append("&quot;");
        case '\n' -> out.append("&#10;");
        case '\t' -> out.append("&#9;");
        default -> out.append(c);
      }
    }
  }
}
