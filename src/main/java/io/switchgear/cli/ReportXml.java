package io.switchgear.cli;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.switchgear.tool.hosts.Ranges;
import io.switchgear.tool.rendering.HostXml;
import io.switchgear.tool.rendering.XmlText;
import java.time.Instant;
import java.util.Locale;
import java.util.Optional;
import java.util.StringJoiner;

/** A scan report in nmap's XML: the hosts as {@link HostXml}, and the run's statistics. */
final class ReportXml {

  private static final int MAX_HOSTS = 1 << 20;

  private final XmlText xml;
  private final HostXml hosts;

  private ReportXml(XmlText xml) {
    this.xml = xml;
    this.hosts = new HostXml(xml);
  }

  /**
   * @param ended the time at which the scan ended
   */
  static String render(JsonNode report, Instant ended) {
    StringBuilder out = new StringBuilder();
    new ReportXml(new XmlText(out)).document(report, ended);
    return out.toString();
  }

  private void document(JsonNode report, Instant ended) {
    JsonNode statistics = report.path("statistics");
    double elapsed = statistics.path("elapsed_seconds").asDouble();
    Instant started = ended.minusMillis((long) (elapsed * 1_000));
    String scanner = report.path("scanner").asText();
    StringJoiner args = new StringJoiner(" ");
    report.path("argv").forEach(arg -> args.add(arg.asText()));
    xml.begin("nmaprun");
    xml.open(
        "nmaprun",
        "scanner",
        scanner.startsWith("nmap") ? "nmap" : "switchgear",
        "args",
        args.length() == 0 ? scanner : args.toString(),
        "start",
        Long.toString(started.getEpochSecond()),
        "startstr",
        HostXml.date(started),
        "version",
        scanner.replaceFirst("^nmap ", ""),
        "xmloutputversion",
        HostXml.VERSION);
    report
        .path("hosts")
        .forEach(
            host ->
                host(host, host.path("address").asText(), host.path("state").asText("unknown")));
    ReportGroups.hosts(report).forEach(this::hosts);
    xml.open("runstats");
    xml.empty(
        "finished",
        "time",
        Long.toString(ended.getEpochSecond()),
        "timestr",
        HostXml.date(ended),
        "elapsed",
        String.format(Locale.ROOT, "%.2f", elapsed),
        "exit",
        ReportTable.isPartial(report) ? "error" : "success");
    xml.empty(
        "hosts",
        "up",
        statistics.path("hosts_up").asText("0"),
        "down",
        statistics.path("hosts_down").asText("0"),
        "total",
        statistics.path("hosts_total").asText("0"));
    xml.close("runstats");
    xml.close("nmaprun");
  }

  /** Like nmap, lists hosts that are up or timed out; the others are only in the statistics. */
  private void hosts(ReportGroups.HostGroup group) {
    if (group.result().equals("up") || group.result().equals("timed_out")) {
      String ranges = group.group().path("ranges").asText();
      for (String address : Ranges.addresses(ranges, MAX_HOSTS)) {
        ObjectNode host = group.group().deepCopy();
        host(host.put("scan", group.result()), address, "up");
      }
    }
  }

  private void host(JsonNode json, String address, String state) {
    hosts.host(ReportHost.of(json, address, state), Optional.empty());
  }
}
