package io.switchgear.tools.nmap;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * The arguments of a call, each of the right type and by itself in order.
 *
 * @param targets as the caller wrote them; not yet checked
 * @param ports empty when the template says
 * @param technique empty when it follows from what this machine can do
 * @param scripts names and categories; empty when the template says
 * @param timing 0 to 5; empty when the template says
 */
record Arguments(
    List<String> targets,
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
    ExtraArguments extra) {

  static final int MAX_TARGETS = 256;
  static final int MAX_ELEMENTS = 64;
  static final int MAX_CHARS = 4_096;
  static final int MAX_HOST_TIMEOUT_SECONDS = 86_400;

  private static final List<String> TIMINGS =
      List.of("paranoid", "sneaky", "polite", "normal", "aggressive", "insane");

  private static final Set<String> NAMES =
      Set.of(
          "targets",
          "template",
          "ports",
          "technique",
          "scripts",
          "timing",
          "service_detection",
          "os_detection",
          "host_timeout_seconds",
          "skip_host_discovery",
          "reverse_dns",
          "extra_args");

  /** What is wrong goes to {@code problems}; the result is of use only if that stays empty. */
  static Arguments parse(ObjectNode json, Problems problems) {
    json.fieldNames()
        .forEachRemaining(
            name -> {
              if (!NAMES.contains(name)) {
                problems.add(
                    Problems.quoted(name),
                    "there is no such argument. Known are "
                        + String.join(", ", NAMES.stream().sorted().toList())
                        + ".");
              }
            });
    Optional<List<String>> targets = strings(json, "targets", 1, MAX_TARGETS, problems);
    if (!json.has("targets")) {
      problems.add("targets", "it is missing. Give at least one, such as [\"192.168.1.10\"].");
    }
    Template template =
        string(json, "template", problems)
            .flatMap(
                text -> oneOf("template", text, Template.of(text), Template.allowed(), problems))
            .orElse(Template.STANDARD);
    Optional<Technique> technique =
        string(json, "technique", problems)
            .flatMap(
                text ->
                    oneOf("technique", text, Technique.of(text), Technique.allowed(), problems));
    boolean udp = technique.equals(Optional.of(Technique.UDP));
    Optional<PortSpec> ports =
        string(json, "ports", problems)
            .flatMap(text -> PortSpec.parse("ports", text, udp, problems));
    List<String> extra = strings(json, "extra_args", 0, MAX_ELEMENTS, problems).orElse(List.of());
    Arguments arguments =
        new Arguments(
            targets.orElse(List.of()),
            template,
            ports,
            technique,
            strings(json, "scripts", 0, MAX_ELEMENTS, problems),
            timing(json, problems),
            bool(json, "service_detection", problems),
            bool(json, "os_detection", problems),
            whole(json, "host_timeout_seconds", 1, MAX_HOST_TIMEOUT_SECONDS, problems),
            bool(json, "skip_host_discovery", problems).orElse(false),
            bool(json, "reverse_dns", problems).orElse(false),
            ExtraArguments.parse(extra, problems));
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

  private static <T> Optional<T> oneOf(
      String argument, String text, Optional<T> value, String allowed, Problems problems) {
    if (value.isEmpty()) {
      problems.add(argument, Problems.quoted(text) + " is not one of " + allowed + ".");
    }
    return value;
  }

  private static Optional<Integer> timing(ObjectNode json, Problems problems) {
    JsonNode node = json.get("timing");
    if (node != null && node.isTextual()) {
      int index = TIMINGS.indexOf(node.textValue());
      if (index < 0) {
        problems.add(
            "timing",
            Problems.quoted(node.textValue())
                + " is not one of "
                + String.join(", ", TIMINGS)
                + ", or 0 to 5.");
      }
      return index < 0 ? Optional.empty() : Optional.of(index);
    }
    return whole(json, "timing", 0, 5, problems);
  }

  private static Optional<String> string(ObjectNode json, String name, Problems problems) {
    JsonNode node = json.get(name);
    if (node == null) {
      return Optional.empty();
    }
    if (!node.isTextual() || node.textValue().length() > MAX_CHARS) {
      problems.add(name, "it must be a string of at most " + MAX_CHARS + " characters.");
      return Optional.empty();
    }
    return Optional.of(node.textValue());
  }

  private static Optional<Boolean> bool(ObjectNode json, String name, Problems problems) {
    JsonNode node = json.get(name);
    if (node == null) {
      return Optional.empty();
    }
    if (!node.isBoolean()) {
      problems.add(name, "it must be true or false, without quotes.");
      return Optional.empty();
    }
    return Optional.of(node.booleanValue());
  }

  private static Optional<Integer> whole(
      ObjectNode json, String name, int min, int max, Problems problems) {
    JsonNode node = json.get(name);
    if (node == null) {
      return Optional.empty();
    }
    // JSON Schema takes 4.0 for an integer, and so must we.
    if (!node.isNumber()
        || node.doubleValue() != Math.rint(node.doubleValue())
        || node.doubleValue() < min
        || node.doubleValue() > max) {
      problems.add(name, "it must be a whole number from " + min + " to " + max + ".");
      return Optional.empty();
    }
    return Optional.of(node.intValue());
  }

  private static Optional<List<String>> strings(
      ObjectNode json, String name, int min, int max, Problems problems) {
    JsonNode node = json.get(name);
    if (node == null) {
      return Optional.empty();
    }
    List<String> values = new ArrayList<>();
    node.forEach(element -> values.add(element.isTextual() ? element.textValue() : ""));
    boolean sound =
        node.isArray()
            && values.size() >= min
            && values.size() <= max
            && values.stream().noneMatch(value -> value.isEmpty() || value.length() > MAX_CHARS);
    if (!sound) {
      problems.add(
          name,
          "it must be an array of "
              + min
              + " to "
              + max
              + " strings, none of them empty or of more"
              + " than "
              + MAX_CHARS
              + " characters.");
      return Optional.empty();
    }
    return Optional.of(List.copyOf(values));
  }
}
