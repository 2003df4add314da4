package io.switchgear.scan.report;

import io.switchgear.tool.hosts.HostFindings.Host;
import io.switchgear.tool.hosts.HostFindings.OsGuess;
import io.switchgear.tool.hosts.HostFindings.Port;
import io.switchgear.tool.hosts.HostFindings.Script;
import io.switchgear.tool.hosts.HostFindings.Service;
import io.switchgear.tool.hosts.HostFindings.Traits;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.StringJoiner;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** The rows of the table of hosts, bounded in number and size. */
final class HostRows {

  /** Rows of hosts with ports that are worth listing. */
  static final int MAX_FOUND = 5_000;

  /** Rows of other hosts that are up. */
  static final int MAX_PLAIN = 1_000;

  /** Characters of all rows. */
  static final int MAX_CHARS = 8 << 20;

  private static final int MAX_PORTS = 100;
  private static final int LINE_CHARS = 256;
  private static final int OUTPUT_CHARS = 1_000;
  private static final int MAX_OUTPUTS = 40;

  private final Map<String, String> rows = new LinkedHashMap<>();
  private int found;
  private int plain;
  private long leftOut;
  private long chars;

  /** Adds a host that is up; later ones are only counted. */
  void add(Host host) {
    boolean isFound = !host.ports().isEmpty() || host.openPorts() > 0;
    boolean room = isFound ? found < MAX_FOUND : plain < MAX_PLAIN;
    String row = room ? row(host) : "";
    if (!room || chars + row.length() > MAX_CHARS) {
      leftOut++;
      return;
    }
    chars += row.length();
    rows.put(host.address(), row);
    if (isFound) {
      found++;
    } else {
      plain++;
    }
  }

  /** Addresses with a row. */
  Set<String> addresses() {
    return rows.keySet();
  }

  Iterable<String> html() {
    return rows.values();
  }

  int shown() {
    return rows.size();
  }

  /** Hosts that are up and have no row. */
  long leftOut() {
    return leftOut;
  }

  private static String row(Host host) {
    StringBuilder out = new StringBuilder(512);
    String address = Html.text(host.address(), LINE_CHARS);
    out.append("<tr id=\"h-").append(address).append("\"><th scope=\"row\">").append(address);
    names(host, out);
    if (!host.scan().isWhole()) {
      out.append("<span class=\"mark\">scan incomplete: ");
      out.append(host.scan().wire().replace('_', ' ')).append("</span>");
    }
    out.append("</th><td class=\"ports\">");
    host.ports().stream().limit(MAX_PORTS).forEach(port -> port(port, out));
    if (host.ports().size() > MAX_PORTS) {
      out.append("<div class=\"soft\">and ").append(host.ports().size() - MAX_PORTS);
      out.append(" more ports</div>");
    }
    others(host, out);
    outputs(host, out);
    out.append("</td><td>");
    traits(host.traits(), out);
    return out.append("</td></tr>\n").toString();
  }

  private static void names(Host host, StringBuilder out) {
    Stream.concat(host.names().stream(), host.traits().reverseNames().stream())
        .distinct()
        .limit(4)
        .forEach(
            name ->
                out.append("<span class=\"name\">")
                    .append(Html.text(name, LINE_CHARS))
                    .append("</span>"));
  }

  private static void port(Port port, StringBuilder out) {
    Service service = port.service();
    out.append("<div class=\"port\"><b>").append(port.port()).append('/');
    out.append(Html.text(port.protocol(), LINE_CHARS)).append("</b> ");
    out.append("<i>");
    if (!port.isOpen()) {
      out.append("<em>").append(Html.text(port.state(), LINE_CHARS)).append("</em> ");
    }
    String tunnel = service.tunnel().isEmpty() ? "" : service.tunnel() + "/";
    out.append(Html.text(tunnel + service.name(), LINE_CHARS)).append("</i> ");
    StringJoiner version = new StringJoiner(" ");
    Stream.of(service.product(), service.version())
        .filter(text -> !text.isEmpty())
        .forEach(version::add);
    if (!service.extraInfo().isEmpty()) {
      version.add("(" + service.extraInfo() + ")");
    }
    out.append(Html.text(version.toString(), LINE_CHARS)).append("</div>");
  }

  private static void others(Host host, StringBuilder out) {
    String text =
        host.others().stream()
            .map(group -> Html.number(group.count()) + " " + group.state())
            .collect(Collectors.joining(", "));
    if (!text.isEmpty()) {
      out.append("<div class=\"soft\">").append(host.ports().isEmpty() ? "" : "others: ");
      out.append(Html.text(text, LINE_CHARS)).append("</div>");
    }
  }

  /** What services and scripts said, folded. */
  private static void outputs(Host host, StringBuilder out) {
    StringBuilder texts = new StringBuilder();
    int[] count = {0};
    for (Port port : host.ports()) {
      String place = port.port() + "/" + port.protocol();
      Stream<Script> banner =
          port.banner().isEmpty() ? Stream.empty() : Stream.of(new Script("banner", port.banner()));
      Stream.concat(banner, port.scripts().stream())
          .forEach(script -> output(place, script, texts, count));
    }
    host.traits().scripts().forEach(script -> output("host", script, texts, count));
    if (count[0] > 0) {
      out.append("<details><summary>").append(count[0]).append(count[0] == 1 ? " text" : " texts");
      out.append(" from the host</summary>").append(texts).append("</details>");
    }
  }

  private static void output(String place, Script script, StringBuilder out, int[] count) {
    if (count[0]++ < MAX_OUTPUTS) {
      out.append("<p class=\"soft\">").append(Html.text(place, LINE_CHARS)).append(' ');
      out.append(Html.text(script.id(), LINE_CHARS)).append("</p><pre>");
      out.append(Html.lines(script.output(), OUTPUT_CHARS)).append("</pre>");
    }
  }

  private static void traits(Traits traits, StringBuilder out) {
    List<OsGuess> os = traits.os();
    if (!os.isEmpty()) {
      out.append("<div>").append(Html.text(os.getFirst().name(), LINE_CHARS));
      out.append(" <span class=\"soft\">").append(os.getFirst().accuracy());
      out.append(" %</span></div>");
    }
    if (!traits.mac().isEmpty()) {
      out.append("<div class=\"mono\">").append(Html.text(traits.mac(), LINE_CHARS));
      out.append("</div><div class=\"soft\">").append(Html.text(traits.vendor(), LINE_CHARS));
      out.append("</div>");
    }
  }
}
