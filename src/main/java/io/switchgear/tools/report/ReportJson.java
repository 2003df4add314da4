package io.switchgear.tools.report;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.switchgear.tool.UntrustedText;
import io.switchgear.tool.hosts.HostFindings.Hop;
import io.switchgear.tool.hosts.HostFindings.Host;
import io.switchgear.tool.hosts.HostFindings.OsGuess;
import io.switchgear.tool.hosts.HostFindings.Port;
import io.switchgear.tool.hosts.HostFindings.PortGroup;
import io.switchgear.tool.hosts.HostFindings.Script;
import io.switchgear.tool.hosts.HostFindings.Service;
import io.switchgear.tool.hosts.HostFindings.Traits;
import io.switchgear.tool.hosts.Ranges;
import io.switchgear.tools.report.HostGroup.HostResult;
import io.switchgear.tools.report.ReportDigest.LeftOut;
import io.switchgear.tools.report.ScanReport.Statistics;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.List;
import java.util.Objects;
import java.util.stream.Stream;

/**
 * A report as JSON with {@code snake_case} names. Empty fields are left out, except {@code hosts}
 * and {@code ports}, which are always present. Text from targets is sanitized again.
 */
public final class ReportJson {

  /** Maximum length of short texts such as names and products, in characters. */
  private static final int LINE_CHARS = 256;

  private static final ObjectNode SCHEMA = load("scan-report.schema.json");

  private ReportJson() {}

  /**
   * The JSON Schema 2020-12 of scanners' results; a copy that the caller may change. The schema is
   * terse, because it uses up context of every client.
   */
  public static ObjectNode schema() {
    return SCHEMA.deepCopy();
  }

  /**
   * @param argv whether to include the argument vector
   */
  static ObjectNode write(ReportDigest digest, boolean argv) {
    ScanReport report = digest.report();
    ObjectNode root = JsonNodeFactory.instance.objectNode();
    root.put("status", report.isComplete() ? "complete" : "partial");
    root.put("summary", digest.headline());
    root.put("warning", Headline.WARNING);
    strings(root, "notes", Notes.of(report));
    root.put("scanner", report.scanner());
    line(root, "fence", report.fence());
    statistics(root.putObject("statistics"), report);
    ArrayNode hosts = root.putArray("hosts");
    digest.shown().forEach(shown -> hosts.add(host(shown.host(), shown.detail())));
    scripts(root, report.scripts(), Detail.SHORT);
    for (HostGroup group : digest.groups()) {
      if (group.result() == HostResult.UP) {
        root.withArray(HostResult.UP.wire()).add(group(group));
      } else {
        root.set(group.result().wire(), group(group));
      }
    }
    leftOut(root, digest.leftOut());
    if (argv) {
      // The argument vector is not sanitized: it is our own and must be exact.
      strings(root, "argv", report.argv());
    }
    return root;
  }

  private static void statistics(ObjectNode out, ScanReport report) {
    Statistics statistics = report.statistics();
    out.put("hosts_total", statistics.hostsTotal());
    out.put("hosts_up", statistics.hostsUp());
    out.put("hosts_down", statistics.hostsDown());
    out.put("hosts_incomplete", statistics.hostsIncomplete());
    out.put("open_ports", statistics.openPorts());
    out.put("elapsed_seconds", Math.round(report.elapsedSeconds() * 1_000) / 1_000.0);
  }

  static ObjectNode host(Host host, Detail detail) {
    ObjectNode out = JsonNodeFactory.instance.objectNode();
    out.put("address", host.address());
    lines(out, "names", host.names().stream());
    out.put("state", host.state());
    if (detail.listsPorts()) {
      line(out, "reason", host.reason());
    }
    out.put("scan", host.scan().wire());
    ArrayNode ports = out.putArray("ports");
    List<PortGroup> groups = host.others();
    if (detail.listsPorts()) {
      host.ports().forEach(port -> ports.add(port(port, detail)));
    } else {
      groups = Ports.counted(host);
    }
    groups.forEach(group -> out.set(group.state(), ports(group)));
    if (detail.showsText()) {
      traits(out, host.traits(), detail);
    }
    return out;
  }

  private static ObjectNode port(Port port, Detail detail) {
    ObjectNode out = JsonNodeFactory.instance.objectNode();
    out.put("port", port.port());
    out.put("protocol", port.protocol());
    out.put("state", port.state());
    line(out, "reason", port.reason());
    service(out, port.service(), detail);
    line(out, "owner", port.owner());
    if (detail.showsText()) {
      text(out, "banner", port.banner(), detail.bannerChars());
      scripts(out, port.scripts(), detail);
    }
    return out;
  }

  private static void service(ObjectNode out, Service service, Detail detail) {
    line(out, "service", service.name());
    line(out, "tunnel", service.tunnel());
    line(out, "product", service.product());
    line(out, "version", service.version());
    line(out, "extra_info", service.extraInfo());
    if (detail.showsText()) {
      line(out, "hostname", service.hostname());
      line(out, "os_type", service.osType());
      line(out, "device_type", service.deviceType());
      line(out, "method", service.method());
      number(out, "confidence", service.method().isEmpty() ? -1 : service.confidence());
      line(out, "rpc", service.rpc());
      lines(out, "cpe", service.cpe().stream());
    }
  }

  private static void traits(ObjectNode out, Traits traits, Detail detail) {
    lines(out, "reverse_names", traits.reverseNames().stream());
    line(out, "mac", traits.mac());
    line(out, "vendor", traits.vendor());
    number(out, "uptime_seconds", traits.uptimeSeconds());
    line(out, "last_boot", traits.lastBoot());
    number(out, "distance", traits.distance());
    if (!traits.os().isEmpty()) {
      ArrayNode guesses = out.putArray("os");
      traits.os().forEach(guess -> os(guesses.addObject(), guess));
    }
    if (!traits.trace().isEmpty()) {
      ArrayNode hops = out.putArray("trace");
      traits.trace().forEach(hop -> hop(hops.addObject(), hop));
    }
    scripts(out, traits.scripts(), detail);
  }

  private static void os(ObjectNode out, OsGuess guess) {
    out.put("name", UntrustedText.line(guess.name(), LINE_CHARS)).put("accuracy", guess.accuracy());
    lines(out, "classes", guess.classes().stream());
    lines(out, "cpe", guess.cpe().stream());
  }

  private static void hop(ObjectNode out, Hop hop) {
    out.put("ttl", hop.ttl());
    line(out, "address", hop.address());
    line(out, "name", hop.name());
    line(out, "rtt_ms", hop.roundTripMillis());
  }

  private static void scripts(ObjectNode out, List<Script> scripts, Detail detail) {
    if (scripts.isEmpty()) {
      return;
    }
    ArrayNode array = out.putArray("scripts");
    for (Script script : scripts) {
      array
          .addObject()
          .put("id", UntrustedText.line(script.id(), LINE_CHARS))
          .put("output", UntrustedText.clean(script.output(), detail.scriptChars()));
    }
  }

  private static ObjectNode group(HostGroup group) {
    ObjectNode out = ranges(group.addresses());
    line(out, "reason", group.reason());
    group.ports().forEach(ports -> out.set(ports.state(), ports(ports)));
    return out;
  }

  private static ObjectNode ports(PortGroup group) {
    ObjectNode out = ranges(group.ports());
    line(out, "reason", group.reason());
    return out;
  }

  private static ObjectNode ranges(Ranges ranges) {
    ObjectNode out = JsonNodeFactory.instance.objectNode();
    out.put("count", ranges.count());
    line(out, "ranges", ranges.text(), Integer.MAX_VALUE);
    number(out, "more_ranges", ranges.more() == 0 ? -1 : ranges.more());
    return out;
  }

  private static void leftOut(ObjectNode root, LeftOut leftOut) {
    if (leftOut.isNothing()) {
      return;
    }
    ObjectNode out = root.putObject("left_out");
    if (leftOut.hosts().count() > 0) {
      ObjectNode hosts = ranges(leftOut.hosts()).put("open_ports", leftOut.openPorts());
      out.set("hosts", hosts);
    }
    if (leftOut.shortened().count() > 0) {
      out.set("details_of", ranges(leftOut.shortened()));
    }
    out.put("how", leftOut.how());
  }

  private static void line(ObjectNode out, String field, String value) {
    line(out, field, value, LINE_CHARS);
  }

  private static void line(ObjectNode out, String field, String value, int maxChars) {
    if (!value.isEmpty()) {
      out.put(field, UntrustedText.line(value, maxChars));
    }
  }

  private static void text(ObjectNode out, String field, String value, int maxChars) {
    if (!value.isEmpty()) {
      out.put(field, UntrustedText.clean(value, maxChars));
    }
  }

  private static void number(ObjectNode out, String field, long value) {
    if (value >= 0) {
      out.put(field, value);
    }
  }

  private static void lines(ObjectNode out, String field, Stream<String> values) {
    strings(out, field, values.map(value -> UntrustedText.line(value, LINE_CHARS)).toList());
  }

  private static void strings(ObjectNode out, String field, List<String> values) {
    if (!values.isEmpty()) {
      ArrayNode array = out.putArray(field);
      values.forEach(array::add);
    }
  }

  private static ObjectNode load(String resource) {
    try (InputStream in = ReportJson.class.getResourceAsStream(resource)) {
      return (ObjectNode)
          new ObjectMapper()
              .readTree(Objects.requireNonNull(in, resource + " is not on the class path"));
    } catch (IOException e) {
      throw new UncheckedIOException(resource + " cannot be read", e);
    }
  }
}
