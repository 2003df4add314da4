package io.switchgear.cli;

import com.fasterxml.jackson.databind.JsonNode;
import io.switchgear.tool.hosts.HostFindings.Host;
import io.switchgear.tool.hosts.HostFindings.OsGuess;
import io.switchgear.tool.hosts.HostFindings.Port;
import io.switchgear.tool.hosts.HostFindings.PortGroup;
import io.switchgear.tool.hosts.HostFindings.Scan;
import io.switchgear.tool.hosts.HostFindings.Script;
import io.switchgear.tool.hosts.HostFindings.Service;
import io.switchgear.tool.hosts.HostFindings.Traits;
import io.switchgear.tool.hosts.Ranges;
import java.util.Arrays;
import java.util.List;

/** Reads a host, or a group of hosts, of a scan report. Missing fields are empty. */
final class ReportHost {

  private ReportHost() {}

  static Host of(JsonNode json, String address, String state) {
    return new Host(
        address,
        texts(json.path("names")),
        state,
        json.path("reason").asText(),
        scan(json.path("scan").asText()),
        json.path("ports").valueStream().map(ReportHost::port).toList(),
        ReportGroups.ports(json).stream().map(ReportHost::group).toList(),
        new Traits(
            texts(json.path("reverse_names")),
            json.path("mac").asText(),
            json.path("vendor").asText(),
            json.path("uptime_seconds").asLong(-1),
            json.path("last_boot").asText(),
            json.path("distance").asInt(-1),
            json.path("os").valueStream().map(ReportHost::os).toList(),
            List.of(),
            scripts(json)));
  }

  /** A group of hosts that are up has that as its result; its scan is complete. */
  private static Scan scan(String wire) {
    return Arrays.stream(Scan.values())
        .filter(scan -> scan.wire().equals(wire))
        .findFirst()
        .orElse(Scan.COMPLETE);
  }

  private static Port port(JsonNode json) {
    return new Port(
        json.path("port").asInt(),
        json.path("protocol").asText(),
        json.path("state").asText(),
        json.path("reason").asText(),
        new Service(
            json.path("service").asText(),
            json.path("tunnel").asText(),
            json.path("product").asText(),
            json.path("version").asText(),
            json.path("extra_info").asText(),
            json.path("hostname").asText(),
            json.path("os_type").asText(),
            json.path("device_type").asText(),
            json.path("method").asText(),
            json.path("confidence").asInt(),
            json.path("rpc").asText(),
            texts(json.path("cpe"))),
        json.path("owner").asText(),
        json.path("banner").asText(),
        scripts(json));
  }

  private static PortGroup group(ReportGroups.PortGroup group) {
    JsonNode json = group.group();
    String ranges = json.path("ranges").asText();
    return new PortGroup(
        group.state(),
        new Ranges(
            json.path("count").asLong(),
            ranges.isEmpty() ? List.of() : List.of(ranges.split(",")),
            json.path("more_ranges").asInt()),
        json.path("reason").asText());
  }

  private static OsGuess os(JsonNode json) {
    return new OsGuess(
        json.path("name").asText(),
        json.path("accuracy").asInt(),
        texts(json.path("classes")),
        texts(json.path("cpe")));
  }

  private static List<Script> scripts(JsonNode json) {
    return json.path("scripts")
        .valueStream()
        .map(script -> new Script(script.path("id").asText(), script.path("output").asText()))
        .toList();
  }

  private static List<String> texts(JsonNode array) {
    return array.valueStream().map(JsonNode::asText).toList();
  }
}
