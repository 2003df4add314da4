package io.switchgear.tools.nmap;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.switchgear.tools.ports.PortSpec;
import java.util.List;
import java.util.Optional;

/**
 * The arguments of a call, each validated individually.
 *
 * @param targets targets as the caller wrote them, not yet checked
 * @param exclude exclusions as the caller wrote them, not yet checked
 * @param ports empty to use the template's ports
 * @param technique empty to choose it by this machine's capabilities
 * @param scripts names and categories; empty to use the template's scripts
 * @param timing 0 to 5; empty to use the template's timing
 * @param includesArgv whether the result contains nmap's argument vector
 */
record NmapArguments(
    List<String> targets,
    List<String> exclude,
    Template template,
    Optional<PortSpec> ports,
    Optional<Technique> technique,
    Optional<List<String>> scripts,
    Optional<Integer> timing,
    Optional<Boolean> serviceDetection,
    Optional<Boolean> osDetection,
    Optional<Integer> hostTimeoutSeconds,
    boolean skipHostDiscovery,
    boolean reverseDns,
    ExtraArguments extra,
    boolean includesArgv) {

  private static final String ARGV = "argv";

  private static final List<String> TIMINGS =
      List.of("paranoid", "sneaky", "polite", "normal", "aggressive", "insane");

  /**
   * Parses arguments. Errors are added to {@code problems}; the result is valid only if there are
   * none.
   *
   * @param json valid by the tool's input schema
   */
  static NmapArguments parse(ObjectNode json, Problems problems) {
    Optional<Technique> technique = string(json, "technique").flatMap(Technique::of);
    boolean udp = technique.equals(Optional.of(Technique.UDP));
    NmapArguments arguments =
        new NmapArguments(
            strings(json, "targets").orElse(List.of()),
            strings(json, "exclude").orElse(List.of()),
            string(json, "template").flatMap(Template::of).orElse(Template.STANDARD),
            string(json, "ports").flatMap(text -> ports(text, udp, problems)),
            technique,
            strings(json, "scripts"),
            value(json, "timing").map(NmapArguments::timing),
            value(json, "service_detection").map(JsonNode::asBoolean),
            value(json, "os_detection").map(JsonNode::asBoolean),
            value(json, "host_timeout_seconds").map(JsonNode::asInt),
            json.path("skip_host_discovery").asBoolean(),
            json.path("reverse_dns").asBoolean(),
            ExtraArguments.parse(strings(json, "extra_args").orElse(List.of()), problems),
            strings(json, "include").orElse(List.of()).contains(ARGV));
    arguments.refuseContradictions(problems);
    return arguments;
  }

  boolean discoversOnly() {
    return template == Template.DISCOVERY;
  }

  PortSpec effectivePorts() {
    return ports.orElse(template.ports());
  }

  boolean detectsServices() {
    return serviceDetection.orElse(template.services());
  }

  boolean detectsOs() {
    return osDetection.orElse(template.operatingSystem());
  }

  List<String> effectiveScripts() {
    return scripts.orElse(template.scripts());
  }

  int effectiveTiming() {
    return timing.orElse(template.timing());
  }

  private void refuseContradictions(Problems problems) {
    if (discoversOnly()) {
      refuseWithDiscovery("ports", ports.isPresent(), problems);
      refuseWithDiscovery("technique", technique.isPresent(), problems);
      refuseWithDiscovery("scripts", !effectiveScripts().isEmpty(), problems);
      refuseWithDiscovery("service_detection", detectsServices(), problems);
      refuseWithDiscovery("os_detection", detectsOs(), problems);
      refuseWithDiscovery("skip_host_discovery", skipHostDiscovery, problems);
    }
    PortSpec asked = ports.orElse(PortSpec.top(0));
    if (technique.equals(Optional.of(Technique.UDP)) && !asked.tcp().isEmpty()) {
      problems.add(
          "ports", "technique udp probes no TCP ports. Leave out the T: ports, or the technique.");
    }
    if (technique.isPresent()
        && technique.get() != Technique.UDP
        && asked.tcp().isEmpty()
        && !asked.udp().isEmpty()) {
      problems.add(
          "ports",
          "technique "
              + technique.get().wire()
              + " probes TCP ports, and there are only U: ports. Add T: ports, or set technique to"
              + " udp.");
    }
    for (Flag flag : extra.flags()) {
      switch (flag.needs()) {
        case NOTHING, RAW_SOCKETS, RAW_SOCKETS_AND_IPV4 -> {}
        case SERVICE_DETECTION ->
            refuseWithout("service_detection", detectsServices(), flag, problems);
        case OS_DETECTION -> refuseWithout("os_detection", detectsOs(), flag, problems);
        case SCRIPTS -> refuseWithout("scripts", !effectiveScripts().isEmpty(), flag, problems);
      }
      if (flag.isHostDiscovery() && skipHostDiscovery) {
        problems.add(
            "extra_args",
            flag.name()
                + " finds out which hosts answer, which skip_host_discovery skips. Leave out"
                + " one of them.");
      }
    }
  }

  private static void refuseWithDiscovery(String argument, boolean given, Problems problems) {
    if (given) {
      problems.add(
          argument,
          "template discovery only looks which hosts answer. Leave this out, or take another"
              + " template: "
              + Template.allowed()
              + ".");
    }
  }

  private static void refuseWithout(String argument, boolean given, Flag flag, Problems problems) {
    if (!given) {
      problems.add(
          "extra_args",
          flag.name()
              + " has no effect without \""
              + argument
              + "\". Set that too, or leave the flag out.");
    }
  }

  private static Optional<PortSpec> ports(String text, boolean udp, Problems problems) {
    return switch (PortSpec.read(text, udp)) {
      case PortSpec.Reading.Ports read -> Optional.of(read.spec());
      case PortSpec.Reading.Unreadable unreadable -> {
        problems.add("ports", unreadable.sentence());
        yield Optional.empty();
      }
    };
  }

  private static int timing(JsonNode node) {
    return node.isTextual() ? TIMINGS.indexOf(node.textValue()) : node.asInt();
  }

  private static Optional<JsonNode> value(ObjectNode json, String name) {
    return Optional.ofNullable(json.get(name));
  }

  private static Optional<String> string(ObjectNode json, String name) {
    return value(json, name).map(JsonNode::asText);
  }

  private static Optional<List<String>> strings(ObjectNode json, String name) {
    return value(json, name).map(list -> list.valueStream().map(JsonNode::asText).toList());
  }
}
