package io.switchgear.cli;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.StringJoiner;

/**
 * The groups of a scan report: a host's ports with the same state, and hosts with the same result,
 * which the report counts instead of listing them.
 */
final class ReportGroups {

  /** The field names of host groups in the report. */
  private static final List<String> HOST_GROUPS =
      List.of("up", "timed_out", "unreachable", "silent", "unscanned");

  private ReportGroups() {}

  /**
   * Ports of one host with the same state.
   *
   * @param group {@code count}, {@code ranges} and {@code reason}
   */
  record PortGroup(String state, JsonNode group) {}

  /**
   * Hosts with the same result.
   *
   * @param group the fields of a port group, and the port groups that each of these hosts has
   */
  record HostGroup(String result, JsonNode group) {}

  /** The port groups of a host, or of each host in a group. */
  static List<PortGroup> ports(JsonNode host) {
    List<PortGroup> groups = new ArrayList<>();
    for (Map.Entry<String, JsonNode> field : host.properties()) {
      if (field.getValue().isObject() && field.getValue().has("count")) {
        groups.add(new PortGroup(field.getKey(), field.getValue()));
      }
    }
    return groups;
  }

  static List<HostGroup> hosts(JsonNode report) {
    List<HostGroup> groups = new ArrayList<>();
    for (String result : HOST_GROUPS) {
      JsonNode found = report.path(result);
      if (found.isArray()) {
        found.forEach(group -> groups.add(new HostGroup(result, group)));
      } else if (found.isObject()) {
        groups.add(new HostGroup(result, found));
      }
    }
    return groups;
  }

  /** A text such as {@code 98 closed (1-21,23-99; conn-refused), 1 filtered (80; no-response)}. */
  static String describe(List<PortGroup> groups) {
    StringJoiner words = new StringJoiner(", ");
    for (PortGroup group : groups) {
      words.add(
          group.group().path("count").asText()
              + " "
              + group.state()
              + rangesAndReason(group.group()));
    }
    return words.toString();
  }

  /** The ranges and the reason in parentheses; empty if the group has neither. */
  static String rangesAndReason(JsonNode group) {
    StringJoiner text = new StringJoiner("; ", " (", ")").setEmptyValue("");
    if (group.hasNonNull("ranges")) {
      text.add(
          group.path("ranges").asText()
              + (group.has("more_ranges")
                  ? " and " + group.path("more_ranges").asText() + " more"
                  : ""));
    }
    if (group.hasNonNull("reason")) {
      text.add(group.path("reason").asText());
    }
    return text.toString();
  }
}
