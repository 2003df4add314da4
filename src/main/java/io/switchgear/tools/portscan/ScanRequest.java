package io.switchgear.tools.portscan;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.switchgear.config.PortScanSettings;
import io.switchgear.tools.ports.PortSpec;
import io.switchgear.tools.ports.UsualPorts;
import java.util.List;
import java.util.Locale;

/**
 * A call's validated arguments. The scope of the targets is not checked here.
 *
 * @param exclude targets to leave out
 * @param ports distinct ports, in scan order
 * @param timeoutMillis maximum wait for one connection
 * @param rate maximum new connections per second; 0 for no limit
 */
record ScanRequest(
    List<String> targets,
    List<String> exclude,
    int[] ports,
    boolean banners,
    long timeoutMillis,
    int rate) {

  static final String RATE = "rate";

  static final int MAX_TARGETS = 1_024;

  static final int MIN_TIMEOUT_MILLIS = 10;

  /** The highest rate that can be requested if the operator sets no limit. */
  static final int MAX_RATE = 1_000_000;

  /** The ports if none are given. */
  private static final String USUAL = "top:100";

  /** The arguments are invalid; the message is for the caller. */
  static final class InvalidRequest extends Exception {
    private static final long serialVersionUID = 1;

    InvalidRequest(String message) {
      super(message);
    }
  }

  /**
   * @param arguments valid by {@link #schema}
   */
  static ScanRequest read(ObjectNode arguments, PortScanSettings settings) throws InvalidRequest {
    return new ScanRequest(
        texts(arguments.path("targets")),
        texts(arguments.path("exclude")),
        ports(arguments.path("ports").asText(USUAL), settings.maxPorts()),
        arguments.path("banners").asBoolean(true),
        arguments.path("timeout_ms").asLong(settings.connectTimeout().toMillis()),
        arguments.path(RATE).asInt(settings.rate()));
  }

  /** JSON Schema 2020-12 of the arguments. */
  static ObjectNode schema(PortScanSettings settings) {
    ObjectNode root = JsonNodeFactory.instance.objectNode();
    root.put("type", "object").put("additionalProperties", false);
    root.putArray("required").add("targets");
    ObjectNode properties = root.putObject("properties");
    targets(
            properties,
            "targets",
            "Addresses, CIDR blocks, IPv4 ranges or names; at most "
                + settings.maxHosts()
                + " hosts in all.")
        .put("minItems", 1);
    targets(properties, "exclude", "What of the targets not to scan; same notation.");
    properties
        .putObject("ports")
        .put(
            "description",
            "TCP ports: 22,80,8000-8100, 65530-, - for all, ssh, or top:N for the N most common (N"
                + " up to "
                + UsualPorts.ranked()
                + ").")
        .put("type", "string")
        .put("pattern", "^\\S+$")
        .put("maxLength", PortSpec.MAX_CHARS)
        .put("default", USUAL);
    properties
        .putObject("banners")
        .put("description", "Listen for what a service says first. Nothing is sent to it.")
        .put("type", "boolean")
        .put("default", true);
    long longest = settings.connectTimeout().toMillis();
    properties
        .putObject("timeout_ms")
        .put("description", "Longest wait for one connection.")
        .put("type", "integer")
        .put("minimum", Math.min(MIN_TIMEOUT_MILLIS, longest))
        .put("maximum", longest)
        .put("default", longest);
    properties
        .putObject(RATE)
        .put("description", "New connections per second at most.")
        .put("type", "integer")
        .put("minimum", 1)
        .put("maximum", settings.rate() == 0 ? MAX_RATE : settings.rate());
    ArrayNode examples = root.putArray("examples");
    ObjectNode example = examples.addObject();
    example.putArray("targets").add("192.168.1.0/28").add("db.lab.internal");
    example.putArray("exclude").add("192.168.1.1");
    example.put("ports", "22,80,8000-8100");
    return root;
  }

  private static ObjectNode targets(ObjectNode properties, String name, String description) {
    ObjectNode list =
        properties
            .putObject(name)
            .put("description", description)
            .put("type", "array")
            .put("maxItems", MAX_TARGETS);
    list.putObject("items").put("type", "string").put("pattern", "^[^\\s,]+$");
    return list;
  }

  private static List<String> texts(JsonNode list) {
    return list.valueStream().map(JsonNode::asText).toList();
  }

  private static int[] ports(String text, int max) throws InvalidRequest {
    PortSpec spec =
        switch (PortSpec.read(text, false)) {
          case PortSpec.Reading.Ports read -> read.spec();
          case PortSpec.Reading.Unreadable unreadable ->
              throw new InvalidRequest("ports: " + unreadable.sentence());
        };
    if (!spec.udp().isEmpty()) {
      throw new InvalidRequest(
          "ports: "
              + spec.flagValue().replaceFirst(".*U:", "U:")
              + " are UDP ports, and port_scan is TCP only. Use nmap for them, or leave them out.");
    }
    if (spec.top() > UsualPorts.ranked()) {
      throw new InvalidRequest(
          String.format(
              Locale.ROOT,
              "ports: top:%d is more than port_scan ranks. Allowed are top:1 to top:%d; a range"
                  + " such as 1-10000 has more.",
              spec.top(),
              UsualPorts.ranked()));
    }
    if (spec.count() > max) {
      throw new InvalidRequest(
          String.format(
              Locale.ROOT,
              "ports: %,d ports; at most %,d are allowed in one call. Give fewer, such as top:%d,"
                  + " or split the call.",
              spec.count(),
              max,
              Math.min(100, max)));
    }
    return spec.tcpPorts();
  }
}
