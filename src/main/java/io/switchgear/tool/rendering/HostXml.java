package io.switchgear.tool.rendering;

import io.switchgear.tool.hosts.HostFindings.Host;
import io.switchgear.tool.hosts.HostFindings.OsGuess;
import io.switchgear.tool.hosts.HostFindings.Port;
import io.switchgear.tool.hosts.HostFindings.PortGroup;
import io.switchgear.tool.hosts.HostFindings.Scan;
import io.switchgear.tool.hosts.HostFindings.Script;
import io.switchgear.tool.hosts.HostFindings.Service;
import io.switchgear.tool.hosts.HostFindings.Traits;
import io.switchgear.tool.hosts.PortList;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/**
 * Hosts in the subset of nmap's XML ({@code nmap.dtd} 1.05) that its readers, such as {@code
 * ndiff}, need: status, addresses and names, ports with state, service and scripts, guesses of the
 * operating system.
 */
public final class HostXml {

  /** Of the document type. */
  public static final String VERSION = "1.05";

  private static final DateTimeFormatter DATE =
      DateTimeFormatter.ofPattern("EEE MMM d HH:mm:ss yyyy", Locale.ROOT).withZone(ZoneOffset.UTC);

  private final XmlText xml;

  public HostXml(XmlText xml) {
    this.xml = xml;
  }

  /** A time in the form of nmap's {@code timestr}. */
  public static String date(Instant moment) {
    return DATE.format(moment);
  }

  /**
   * @param ended the end of the scan of this host
   */
  public void host(Host host, Optional<Instant> ended) {
    xml.open(
        "host",
        "endtime",
        ended.map(moment -> Long.toString(moment.getEpochSecond())).orElse(""),
        "timedout",
        host.scan() == Scan.TIMED_OUT ? "true" : "");
    xml.empty("status", "state", host.state(), "reason", reason(host.reason()), "reason_ttl", "0");
    String family = host.address().contains(":") ? "ipv6" : "ipv4";
    xml.empty("address", "addr", host.address(), "addrtype", family);
    Traits traits = host.traits();
    if (!traits.mac().isEmpty()) {
      xml.empty("address", "addr", traits.mac(), "addrtype", "mac", "vendor", traits.vendor());
    }
    xml.open("hostnames");
    host.names().forEach(name -> xml.empty("hostname", "name", name, "type", "user"));
    traits.reverseNames().forEach(name -> xml.empty("hostname", "name", name, "type", "PTR"));
    xml.close("hostnames");
    xml.open("ports");
    host.others().forEach(this::extraPorts);
    host.ports().forEach(this::port);
    xml.close("ports");
    traits(traits);
    xml.close("host");
  }

  private void traits(Traits traits) {
    if (!traits.os().isEmpty()) {
      xml.open("os");
      traits.os().forEach(this::os);
      xml.close("os");
    }
    if (traits.uptimeSeconds() >= 0) {
      String seconds = Long.toString(traits.uptimeSeconds());
      xml.empty("uptime", "seconds", seconds, "lastboot", traits.lastBoot());
    }
    if (traits.distance() >= 0) {
      xml.empty("distance", "value", Integer.toString(traits.distance()));
    }
    if (!traits.scripts().isEmpty()) {
      xml.open("hostscript");
      scripts(traits.scripts());
      xml.close("hostscript");
    }
  }

  private void os(OsGuess guess) {
    String accuracy = Integer.toString(guess.accuracy());
    xml.empty("osmatch", "name", guess.name(), "accuracy", accuracy, "line", "0");
  }

  private void extraPorts(PortGroup group) {
    xml.open("extraports", "state", group.state(), "count", Long.toString(group.count()));
    long rest = group.count();
    for (PortList list : PortList.of(group.ports())) {
      rest -= list.count();
      extraReasons(group, list.count(), list.protocol(), list.ranges());
    }
    if (rest > 0) {
      extraReasons(group, rest, "", "");
    }
    xml.close("extraports");
  }

  private void extraReasons(PortGroup group, long count, String protocol, String ports) {
    xml.empty(
        "extrareasons",
        "reason",
        reason(group.reason()),
        "count",
        Long.toString(count),
        "proto",
        protocol,
        "ports",
        ports);
  }

  private void port(Port port) {
    xml.open("port", "protocol", port.protocol(), "portid", Integer.toString(port.port()));
    xml.empty("state", "state", port.state(), "reason", reason(port.reason()), "reason_ttl", "0");
    if (!port.owner().isEmpty()) {
      xml.empty("owner", "name", port.owner());
    }
    service(port.service());
    List<Script> scripts = new ArrayList<>(port.scripts());
    if (!port.banner().isEmpty() && scripts.stream().noneMatch(one -> one.id().equals("banner"))) {
      scripts.add(new Script("banner", port.banner()));
    }
    scripts(scripts);
    xml.close("port");
  }

  private void service(Service service) {
    boolean probed = !service.product().isEmpty();
    if (service.name().isEmpty() && !probed) {
      return;
    }
    boolean known = !service.method().isEmpty();
    String[] attributes = {
      "name",
      service.name().isEmpty() ? "unknown" : service.name(),
      "product",
      service.product(),
      "version",
      service.version(),
      "extrainfo",
      service.extraInfo(),
      "tunnel",
      service.tunnel(),
      "hostname",
      service.hostname(),
      "ostype",
      service.osType(),
      "devicetype",
      service.deviceType(),
      "method",
      known ? service.method() : probed ? "probed" : "table",
      "conf",
      known ? Integer.toString(service.confidence()) : probed ? "10" : "3"
    };
    if (service.cpe().isEmpty()) {
      xml.empty("service", attributes);
    } else {
      xml.open("service", attributes);
      service.cpe().forEach(name -> xml.text("cpe", name));
      xml.close("service");
    }
  }

  /** In the order of their names, which {@code ndiff} expects. */
  private void scripts(List<Script> scripts) {
    scripts.stream()
        .sorted(Comparator.comparing(Script::id))
        .forEach(script -> xml.empty("script", "id", script.id(), "output", script.output()));
  }

  private static String reason(String reason) {
    return reason.isEmpty() ? "unknown" : reason;
  }
}
