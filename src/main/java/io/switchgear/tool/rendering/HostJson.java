package io.switchgear.tool.rendering;

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
import java.util.List;
import java.util.stream.Stream;

/**
 * A host as JSON with {@code snake_case} names, the same on every surface. Empty fields are left
 * out, except {@code ports}, which is always present. Text from targets is sanitized again.
 */
public final class HostJson {

  /** Maximum length of short texts such as names and products, in characters. */
  private static final int LINE_CHARS = 256;

  private HostJson() {}

  public static ObjectNode of(Host host, HostDetail detail) {
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
      groups = CountedPorts.of(host);
    }
    groups.forEach(group -> out.set(group.state(), ports(group)));
    if (detail.showsText()) {
      traits(out, host.traits(), detail);
    }
    return out;
  }

  private static ObjectNode port(Port port, HostDetail detail) {
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

  private static void service(ObjectNode out, Service service, HostDetail detail) {
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

  private static void traits(ObjectNode out, Traits traits, HostDetail detail) {
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

  /** Puts {@code scripts}, if there are any. */
  public static void scripts(ObjectNode out, List<Script> scripts, HostDetail detail) {
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

  /** The number and the ranges of ports of one state. */
  public static ObjectNode ports(PortGroup group) {
    ObjectNode out = ranges(group.ports());
    line(out, "reason", group.reason());
    return out;
  }

  /** A number with its ranges. */
  public static ObjectNode ranges(Ranges ranges) {
    ObjectNode out = JsonNodeFactory.instance.objectNode();
    out.put("count", ranges.count());
    line(out, "ranges", ranges.text(), Integer.MAX_VALUE);
    number(out, "more_ranges", ranges.more() == 0 ? -1 : ranges.more());
    return out;
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
}
