package io.switchgear.cli;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.StringJoiner;

/**
 * What a scan report counts instead of listing: ports of one state within a host, and hosts that
 * fared alike.
 */
final class ReportGroups {

  /** How a group of hosts fared, in the report's words. */
  private static final List<String> FATES =
      List.of("up", "timed_out", "unreachable", "silent", "unscanned");

  private ReportGroups() {}

  /**
   * Ports of one state.
   *
   * @param group {@code count}, {@code ranges} and {@code reason}
   */
  record PortGroup(String state, JsonNode group) {}

  /**
   * Hosts that fared alike.
   *
   * @param group as a port group's, and the port groups of each of these hosts
   */
  record HostGroup(String fate, JsonNode group) {}

  /** Of a host, or of each host of a group. */
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
    for (String fate : FATES) {
      JsonNode found = report.path(fate);
      if (found.isArray()) {
        found.forEach(group -> groups.add(new HostGroup(fate, group)));
      } else if (found.isObject()) {
        groups.add(new HostGroup(fate, found));
      }
    }
    return groups;
  }

  /** Such as {@code 98 closed (1-21,23-99; conn-refused), 1 filtered (80; no-response)}. */
  static String inWords(List<PortGroup> groups) {
    StringJoiner words = new StringJoiner(", ");
    for (PortGroup group : groups) {
      words.add(group.group().path("count").asText() + " " + group.state() + which(group.group()));
    }
    return words.toString();
  }

  /** The ranges and the reason, in brackets. */
  static String which(JsonNode group) {
    StringJoiner which = new StringJoiner("; ", " (", ")").setEmptyValue("");
    if (group.hasNonNull("ranges")) {
      which.add(
          group.path("ranges").asText()
              + (group.has("more_ranges")
                  ? " and " + group.path("more_ranges").asText() + " more"
                  : ""));
    }
    if (group.hasNonNull("reason")) {
      which.add(group.path("reason").asText());
    }
    return which.toString();
  }
}
