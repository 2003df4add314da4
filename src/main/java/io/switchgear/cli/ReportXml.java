package io.switchgear.cli;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.switchgear.tool.UntrustedText;
import io.switchgear.tool.hosts.Ranges;
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
  private static final int MAX_HOSTS = 1 << 20;

  private final StringBuilder out = new StringBuilder();

  private ReportXml() {}

  /**
   * @param ended the time at which the scan ended
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
    ReportGroups.hosts(report).forEach(this::hosts);
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
        ReportTable.isPartial(report) ? "error" : "success");
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
    host(host, host.path("address").asText(), host.path("state").asText());
  }

  /** Like nmap, lists hosts that are up or timed out; the others are only in the statistics. */
  private void hosts(ReportGroups.HostGroup hosts) {
    if (hosts.result().equals("up") || hosts.result().equals("timed_out")) {
      String ranges = hosts.group().path("ranges").asText();
      for (String address : Ranges.addresses(ranges, MAX_HOSTS)) {
        ObjectNode host = hosts.group().deepCopy();
        host(host.put("scan", hosts.result()), address, "up");
      }
    }
  }

  private void host(JsonNode host, String address, String state) {
    open("host", "timedout", host.path("scan").asText().equals("timed_out") ? "true" : "");
    String reason = host.path("reason").asText("unknown");
    empty("status", "state", state, "reason", reason, "reason_ttl", "0");
    empty("address", "addr", address, "addrtype", address.contains(":") ? "ipv6" : "ipv4");
    if (host.hasNonNull("mac")) {
      String vendor = host.path("vendor").asText();
      empty("address", "addr", host.path("mac").asText(), "addrtype", "mac", "vendor", vendor);
    }
    open("hostnames");
    names(host.path("names"), "user");
    names(host.path("reverse_names"), "PTR");
    close("hostnames");
    open("ports");
    ReportGroups.ports(host).forEach(this::extraPorts);
    host.path("ports").forEach(this::port);
    close("ports");
    for (JsonNode guess : host.path("os")) {
      open("os");
      String accuracy = guess.path("accuracy").asText();
      empty("osmatch", "name", guess.path("name").asText(), "accuracy", accuracy, "line", "0");
      close("os");
    }
    if (!host.path("scripts").isEmpty()) {
      open("hostscript");
      host.path("scripts").forEach(this::script);
      close("hostscript");
    }
    close("host");
  }

  private void names(JsonNode names, String type) {
    names.forEach(name -> empty("hostname", "name", name.asText(), "type", type));
  }

  private void extraPorts(ReportGroups.PortGroup ports) {
    String count = ports.group().path("count").asText();
    open("extraports", "state", ports.state(), "count", count);
    empty(
        "extrareasons",
        "reason",
        ports.group().path("reason").asText("unknown"),
        "count",
        count,
        "ports",
        ports.group().path("ranges").asText());
    close("extraports");
  }

  private void script(JsonNode script) {
    empty("script", "id", script.path("id").asText(), "output", script.path("output").asText());
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
          "extrainfo",
          port.path("extra_info").asText(),
          "tunnel",
          port.path("tunnel").asText(),
          "hostname",
          port.path("hostname").asText(),
          "ostype",
          port.path("os_type").asText(),
          "devicetype",
          port.path("device_type").asText(),
          "method",
          port.path("method").asText(probed ? "probed" : "table"),
          "conf",
          port.path("confidence").asText(probed ? "10" : "3"));
    }
    if (port.hasNonNull("banner")) {
      empty("script", "id", "banner", "output", port.path("banner").asText());
    }
    port.path("scripts").forEach(this::script);
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

  /** Leaves out attributes with an empty value. */
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

  /** Escapes line feeds and tabs too: parsers normalize them to spaces (XML 1.0, section 3.3.3). */
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
