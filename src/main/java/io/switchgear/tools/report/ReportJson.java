package io.switchgear.tools.report;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.switchgear.tool.UntrustedText;
import io.switchgear.tool.rendering.HostDetail;
import io.switchgear.tool.rendering.HostJson;
import io.switchgear.tool.rendering.HostText;
import io.switchgear.tools.report.HostGroup.HostResult;
import io.switchgear.tools.report.ReportDigest.LeftOut;
import io.switchgear.tools.report.ScanReport.Statistics;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.List;
import java.util.Objects;

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
    root.put("warning", HostText.WARNING);
    strings(root, "notes", Notes.of(report));
    root.put("scanner", report.scanner());
    line(root, "fence", report.fence());
    statistics(root.putObject("statistics"), report);
    ArrayNode hosts = root.putArray("hosts");
    digest.shown().forEach(shown -> hosts.add(HostJson.of(shown.host(), shown.detail())));
    HostJson.scripts(root, report.scripts(), HostDetail.SHORT);
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

  private static ObjectNode group(HostGroup group) {
    ObjectNode out = HostJson.ranges(group.addresses());
    line(out, "reason", group.reason());
    group.ports().forEach(ports -> out.set(ports.state(), HostJson.ports(ports)));
    return out;
  }

  private static void leftOut(ObjectNode root, LeftOut leftOut) {
    if (leftOut.isNothing()) {
      return;
    }
    ObjectNode out = root.putObject("left_out");
    if (leftOut.hosts().count() > 0) {
      ObjectNode hosts = HostJson.ranges(leftOut.hosts()).put("open_ports", leftOut.openPorts());
      out.set("hosts", hosts);
    }
    if (leftOut.shortened().count() > 0) {
      out.set("details_of", HostJson.ranges(leftOut.shortened()));
    }
    out.put("how", leftOut.how());
  }

  private static void line(ObjectNode out, String field, String value) {
    if (!value.isEmpty()) {
      out.put(field, UntrustedText.line(value, LINE_CHARS));
    }
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
