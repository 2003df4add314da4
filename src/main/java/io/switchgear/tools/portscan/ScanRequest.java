package io.switchgear.tools.portscan;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.switchgear.config.PortScanSettings;
import io.switchgear.tool.UntrustedText;
import io.switchgear.tools.portscan.PortList.InvalidPorts;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Set;

/**
 * A call's arguments, checked; whether the targets may be scanned is not decided here.
 *
 * @param ports each once, in the order of asking
 * @param timeoutMillis longest wait for one connection
 * @param rate new connections per second; 0 for no bound
 */
record ScanRequest(
    List<String> targets, int[] ports, boolean banners, long timeoutMillis, int rate) {

  static final int MAX_TARGETS = 256;
  static final int MAX_TARGET_CHARS = 255;
  static final int MIN_TIMEOUT_MILLIS = 10;

  /** Highest rate that can be asked for where the operator sets no bound. */
  static final int MAX_RATE = 1_000_000;

  private static final Set<String> FIELDS =
      Set.of("targets", "ports", "banners", "timeout_ms", "rate");

  /** The arguments cannot be run; the message is for the caller. */
  static final class InvalidRequest extends Exception {
    private static final long serialVersionUID = 1;

    InvalidRequest(String message) {
      super(message);
    }
  }

  static ScanRequest read(ObjectNode arguments, PortScanSettings settings) throws InvalidRequest {
    for (Iterator<String> names = arguments.fieldNames(); names.hasNext(); ) {
      String name = names.next();
      if (!FIELDS.contains(name)) {
        throw new InvalidRequest(
            "'"
                + UntrustedText.line(name, 40)
                + "' is no argument of port_scan; allowed are targets, ports, banners, timeout_ms"
                + " and rate.");
      }
    }
    return new ScanRequest(
        targets(arguments.get("targets")),
        ports(arguments.get("ports"), settings.maxPorts()),
        banners(arguments.get("banners")),
        whole(
            arguments.get("timeout_ms"),
            "timeout_ms",
            "milliseconds",
            MIN_TIMEOUT_MILLIS,
            settings.connectTimeout().toMillis(),
            settings.connectTimeout().toMillis()),
        (int)
            whole(
                arguments.get("rate"),
                "rate",
                "connections per second",
                1,
                maxRate(settings),
                settings.rate()));
  }

  /** JSON Schema 2020-12 of the arguments. */
  static ObjectNode schema(PortScanSettings settings) {
    ObjectNode root = JsonNodeFactory.instance.objectNode();
    root.put("$schema", "https://json-schema.org/draft/2020-12/schema");
    root.put("type", "object").put("additionalProperties", false);
    root.putArray("required").add("targets");
    ObjectNode properties = root.putObject("properties");
    ObjectNode targets =
        properties
            .putObject("targets")
            .put(
                "description",
                "What to scan: addresses, CIDR blocks, ranges or names, such as 10.0.0.5,"
                    + " 192.168.1.0/28, fd00::1, db.lab.internal. At most "
                    + settings.maxHosts()
                    + " hosts in all.")
            .put("type", "array")
            .put("minItems", 1)
            .put("maxItems", MAX_TARGETS);
    targets
        .putObject("items")
        .put("type", "string")
        .put("minLength", 1)
        .put("maxLength", MAX_TARGET_CHARS);
    properties
        .putObject("ports")
        .put(
            "description",
            "TCP ports: a list of ports and ranges such as 22,80,8000-8100; - for all 65,535; top:N"
                + " for the N most usual (N up to "
                + UsualPorts.inOrder().size()
                + ").")
        .put("type", "string")
        .put("maxLength", PortList.MAX_CHARS)
        .put("default", PortList.DEFAULT);
    properties
        .putObject("banners")
        .put(
            "description",
            "Whether to listen for what a service says first. Nothing is sent to it.")
        .put("type", "boolean")
        .put("default", true);
    long longest = settings.connectTimeout().toMillis();
    properties
        .putObject("timeout_ms")
        .put(
            "description",
            "Longest wait for one connection, in milliseconds; shorter where the host answers"
                + " faster.")
        .put("type", "integer")
        .put("minimum", Math.min(MIN_TIMEOUT_MILLIS, longest))
        .put("maximum", longest)
        .put("default", longest);
    properties
        .putObject("rate")
        .put("description", "New connections per second at most; as fast as it goes if absent.")
        .put("type", "integer")
        .put("minimum", 1)
        .put("maximum", maxRate(settings));
    ArrayNode examples = root.putArray("examples");
    examples.addObject().putArray("targets").add("10.0.0.5");
    examples
        .addObject()
        .put("ports", "22,80,8000-8100")
        .put("banners", false)
        .putArray("targets")
        .add("192.168.1.0/28")
        .add("db.lab.internal");
    return root;
  }

  private static int maxRate(PortScanSettings settings) {
    return settings.rate() == 0 ? MAX_RATE : settings.rate();
  }

  private static List<String> targets(JsonNode node) throws InvalidRequest {
    if (node == null || !node.isArray() || node.isEmpty() || node.size() > MAX_TARGETS) {
      throw new InvalidRequest(
          "targets must be a list of 1 to "
              + MAX_TARGETS
              + " addresses, CIDR blocks, ranges or names, such as [\"10.0.0.5\","
              + " \"192.168.1.0/28\"]"
              + (node != null && node.isArray() ? "; this one has " + node.size() : "")
              + ".");
    }
    List<String> targets = new ArrayList<>();
    for (JsonNode item : node) {
      if (!item.isTextual()
          || item.textValue().isBlank()
          || item.textValue().length() > MAX_TARGET_CHARS) {
        throw new InvalidRequest(
            "targets["
                + targets.size()
                + "] must be a string of 1 to "
                + MAX_TARGET_CHARS
                + " characters, such as \"10.0.0.5\".");
      }
      targets.add(item.textValue().strip());
    }
    return List.copyOf(targets);
  }

  private static int[] ports(JsonNode node, int max) throws InvalidRequest {
    if (node != null && !node.isTextual()) {
      throw new InvalidRequest(
          "ports must be a string, such as \"22,80,8000-8100\", \"-\" for all or \"top:20\".");
    }
    int[] ports;
    try {
      ports = PortList.parse(node == null ? PortList.DEFAULT : node.textValue());
    } catch (InvalidPorts e) {
      throw new InvalidRequest(e.getMessage());
    }
    if (ports.length > max) {
      throw new InvalidRequest(
          "ports names "
              + ports.length
              + " ports; allowed are "
              + max
              + " in one call. Ask for fewer, or split the call.");
    }
    return ports;
  }

  private static boolean banners(JsonNode node) throws InvalidRequest {
    if (node != null && !node.isBoolean()) {
      throw new InvalidRequest("banners must be true or false, without quotes.");
    }
    return node == null || node.booleanValue();
  }

  private static long whole(
      JsonNode node, String field, String unit, long min, long max, long absent)
      throws InvalidRequest {
    if (node == null) {
      return absent;
    }
    long least = Math.min(min, max);
    boolean whole = node.isIntegralNumber() && node.canConvertToLong();
    if (!whole || node.longValue() < least || node.longValue() > max) {
      throw new InvalidRequest(
          field
              + " must be a whole number of "
              + unit
              + " from "
              + least
              + " to "
              + max
              + ", such as "
              + max
              + "; leave it out for the default.");
    }
    return node.longValue();
  }
}
