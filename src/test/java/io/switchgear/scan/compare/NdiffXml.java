package io.switchgear.scan.compare;

import io.switchgear.tool.hosts.HostFindings.Host;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Function;
import javax.xml.parsers.DocumentBuilderFactory;
import org.w3c.dom.Element;
import org.w3c.dom.Node;

/**
 * The differences in the output of {@code ndiff --xml}, as words such as {@code 10.0.0.1 22 state}.
 */
final class NdiffXml {

  private final Function<String, Host> before;
  private final Function<String, Host> after;
  private final Set<String> words = new TreeSet<>();
  private final Set<String> went = new TreeSet<>();
  private final Set<String> came = new TreeSet<>();

  private NdiffXml(Function<String, Host> before, Function<String, Host> after) {
    this.before = before;
    this.after = after;
  }

  static Set<String> read(Path file, Function<String, Host> before, Function<String, Host> after)
      throws Exception {
    NdiffXml diff = new NdiffXml(before, after);
    Element root =
        DocumentBuilderFactory.newDefaultInstance()
            .newDocumentBuilder()
            .parse(file.toFile())
            .getDocumentElement();
    for (Element host : all(root, "hostdiff")) {
      diff.host(host);
    }
    // ndiff takes a host with another name for another host.
    Set<String> renamed = new TreeSet<>(diff.went);
    renamed.retainAll(diff.came);
    renamed.forEach(address -> diff.words.add(address + " names"));
    diff.went.stream()
        .filter(one -> !renamed.contains(one))
        .forEach(one -> diff.words.add(one + " went"));
    diff.came.stream()
        .filter(one -> !renamed.contains(one))
        .forEach(one -> diff.words.add(one + " came"));
    return diff.words;
  }

  private void host(Element diff) {
    Element first = children(diff).getFirst();
    if (first.getTagName().equals("host")) {
      changed(first);
    } else {
      String address = ip(children(first).getFirst());
      (first.getTagName().equals("a") ? went : came).add(address);
    }
  }

  private static String ip(Element host) {
    return all(host, "address").stream()
        .filter(one -> !one.getAttribute("addrtype").equals("mac"))
        .map(one -> one.getAttribute("addr"))
        .findFirst()
        .orElseThrow();
  }

  private void changed(Element host) {
    String address = ip(host);
    for (Element part : children(host)) {
      switch (part.getTagName()) {
        case "a", "b" -> all(part, "address").forEach(mac -> words.add(address + " mac"));
        case "hostnames" -> {
          if (hasSides(part)) {
            words.add(address + " names");
          }
        }
        case "os" -> words.add(address + " os");
        case "hostscript" -> words.add(address + " scripts");
        case "ports" -> ports(address, part);
        default -> {}
      }
      if (part.getTagName().equals("a") && !all(part, "hostscript").isEmpty()
          || part.getTagName().equals("b") && !all(part, "hostscript").isEmpty()) {
        words.add(address + " scripts");
      }
    }
  }

  private static boolean hasSides(Element part) {
    return children(part).stream().anyMatch(one -> Set.of("a", "b").contains(one.getTagName()));
  }

  private void ports(String address, Element ports) {
    Map<String, Long> counts = new TreeMap<>();
    for (Element part : children(ports)) {
      switch (part.getTagName()) {
        case "a" -> all(part, "extraports").forEach(one -> count(counts, one, -1));
        case "b" -> all(part, "extraports").forEach(one -> count(counts, one, 1));
        case "portdiff" -> port(address, part);
        default -> {}
      }
    }
    counts.values().removeIf(count -> count == 0);
    if (!counts.isEmpty()) {
      words.add(address + " others " + counts);
    }
  }

  private static void count(Map<String, Long> counts, Element group, long sign) {
    counts.merge(
        group.getAttribute("state"), sign * Long.parseLong(group.getAttribute("count")), Long::sum);
  }

  private void port(String address, Element diff) {
    List<Element> ports = all(diff, "port");
    String place = address + " " + ports.getFirst().getAttribute("portid");
    if (ports.size() == 1) {
      Element port = ports.getFirst();
      for (Element part : children(port)) {
        if (Set.of("a", "b").contains(part.getTagName())) {
          boolean script = !all(part, "script").isEmpty();
          words.add(place + (script ? " scripts" : " service"));
        }
      }
      return;
    }
    PortKey key = new PortKey(Integer.parseInt(ports.get(0).getAttribute("portid")), "tcp");
    String from = state(ports.get(0), before.apply(address), key);
    String to = state(ports.get(1), after.apply(address), key);
    boolean bothListed =
        !all(ports.get(0), "state").isEmpty() && !all(ports.get(1), "state").isEmpty();
    if (!Objects.equals(from, to)) {
      words.add(place + " state");
    }
    if (bothListed || Objects.equals(from, to)) {
      if (!attributes(ports.get(0), "service").equals(attributes(ports.get(1), "service"))) {
        words.add(place + " service");
      }
      if (!attributes(ports.get(0), "script").equals(attributes(ports.get(1), "script"))) {
        words.add(place + " scripts");
      }
    }
  }

  /** Without a state in ndiff's output, the port is one of those that are not listed. */
  private static String state(Element port, Host host, PortKey key) {
    List<Element> states = all(port, "state");
    return states.isEmpty()
        ? ProbedPorts.of(host).state(key).orElse("hidden")
        : states.getFirst().getAttribute("state");
  }

  private static List<Map<String, String>> attributes(Element port, String name) {
    List<Map<String, String>> found = new ArrayList<>();
    for (Element one : all(port, name)) {
      Map<String, String> its = new TreeMap<>();
      for (int i = 0; i < one.getAttributes().getLength(); i++) {
        its.put(
            one.getAttributes().item(i).getNodeName(), one.getAttributes().item(i).getNodeValue());
      }
      found.add(its);
    }
    return found;
  }

  private static List<Element> all(Element in, String name) {
    List<Element> found = new ArrayList<>();
    for (int i = 0; i < in.getElementsByTagName(name).getLength(); i++) {
      found.add((Element) in.getElementsByTagName(name).item(i));
    }
    return found;
  }

  private static List<Element> children(Element of) {
    List<Element> found = new ArrayList<>();
    for (Node at = of.getFirstChild(); at != null; at = at.getNextSibling()) {
      if (at instanceof Element element) {
        found.add(element);
      }
    }
    return found;
  }
}
