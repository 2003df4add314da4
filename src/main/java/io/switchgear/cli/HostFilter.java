package io.switchgear.cli;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.Map;
import java.util.TreeMap;
import picocli.CommandLine.Option;

/** Options that select hosts of jobs. */
final class HostFilter {

  private static final int MAX_LIMIT = 1_000;

  @Option(
      names = "--open",
      description = "Only hosts with an open port; with --port or --service, that port is open.")
  boolean open;

  @Option(names = "--port", paramLabel = "PORT", description = "Only hosts with this port listed.")
  Integer port;

  @Option(
      names = "--service",
      paramLabel = "NAME",
      description = "Only hosts with this service, such as ssh.")
  String service;

  @Option(
      names = "--state",
      paramLabel = "STATE",
      description = "Only hosts that are up, down or unknown.")
  String state;

  @Option(
      names = "--target",
      paramLabel = "TARGET",
      description = "Only this address, or the addresses of this CIDR block.")
  String target;

  @Option(
      names = "--since",
      paramLabel = "TIME",
      description =
          "Only hosts seen since then: a time or date such as 2026-11-23, or a duration before now"
              + " such as 24h or 7d.")
  String since;

  @Option(
      names = "--limit",
      paramLabel = "N",
      defaultValue = "1000",
      description = "At most this number of hosts; default ${DEFAULT-VALUE}.")
  int limit;

  /** All pages of the hosts that fit, as one answer. */
  ObjectNode hosts(OperatorClient server, String... steps) {
    if (limit < 1) {
      throw new CommandFailure(ExitCode.USAGE, "--limit: give 1 or more");
    }
    int left = limit;
    ObjectNode all = McpClient.JSON.createObjectNode();
    ArrayNode hosts = all.putArray("hosts");
    Map<String, String> query = query();
    while (true) {
      query.put("limit", "" + Math.min(MAX_LIMIT, left));
      JsonNode page = server.getWith(query, steps);
      page.path("hosts").forEach(hosts::add);
      left -= page.path("hosts").size();
      if (!page.hasNonNull("next_cursor") || left <= 0) {
        all.set("next_cursor", page.path("next_cursor"));
        return all;
      }
      query.put("cursor", page.path("next_cursor").asText());
    }
  }

  /** All hosts, without a filter. */
  static ObjectNode all(OperatorClient server, String... steps) {
    HostFilter everything = new HostFilter();
    everything.limit = Integer.MAX_VALUE;
    return everything.hosts(server, steps);
  }

  /** A line that says that there are more hosts; empty if there are none. */
  static String more(JsonNode hosts) {
    return hosts.hasNonNull("next_cursor")
        ? "There are more hosts; --limit shows more of them, and filters select.\n"
        : "";
  }

  private Map<String, String> query() {
    Map<String, String> query = new TreeMap<>();
    if (open) {
      query.put("open", "true");
    }
    add(query, "port", port);
    add(query, "service", service);
    add(query, "state", state);
    add(query, "target", target);
    add(query, "since", since);
    return query;
  }

  private static void add(Map<String, String> query, String name, Object value) {
    if (value != null) {
      query.put(name, value.toString());
    }
  }
}
