package io.switchgear.tools.nmap;

import io.switchgear.tool.UntrustedText;
import io.switchgear.tools.report.ScanReport.Host;
import io.switchgear.tools.report.ScanReport.OsGuess;
import io.switchgear.tools.report.ScanReport.Port;
import io.switchgear.tools.report.ScanReport.PortCount;
import io.switchgear.tools.report.ScanReport.Script;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Gathers one {@code host} element; everything in bounds, all text from the target cleaned. */
final class HostBuilder {

  private static final int LINE_CHARS = 256;
  private static final int SCRIPT_CHARS = 16_384;
  private static final int BANNER_CHARS = 1_024;
  private static final int MAX_NAMES = 10;
  private static final int MAX_SCRIPTS = 200;
  private static final int MAX_GUESSES = 10;
  private static final int MAX_COUNTS = 20;

  private static final Pattern STATE = Pattern.compile("[a-z|]{1,32}");

  /** The answer to the null probe in a service fingerprint: what the service said unasked. */
  private static final Pattern SAID_FIRST =
      Pattern.compile("r\\(NULL,[0-9A-Fa-f]+,\"((?:[^\"\\\\]|\\\\.)*+)\"\\)");

  private static final Pattern ESCAPE = Pattern.compile("\\\\(x[0-9A-Fa-f]{2}|.)", Pattern.DOTALL);

  private final int maxPorts;
  private final TextBudget budget;
  private final List<String> names = new ArrayList<>();
  private final List<Port> ports = new ArrayList<>();
  private final List<PortCount> otherPorts = new ArrayList<>();
  private final List<Script> scripts = new ArrayList<>();
  private final List<OsGuess> guesses = new ArrayList<>();
  private String address = "";
  private String state = "unknown";
  private String reason = "";
  private PortBuilder port;

  /** How much text from targets a report may still take in, in characters. */
  static final class TextBudget {
    private int left;

    TextBudget(int chars) {
      left = chars;
    }

    String take(String text, int maxChars) {
      String cleaned = UntrustedText.clean(text, Math.min(maxChars, left));
      left = Math.max(0, left - cleaned.length());
      return cleaned;
    }
  }

  private static final class PortBuilder {
    private final int number;
    private final String protocol;
    private String state = "unknown";
    private String reason = "";
    private String service = "";
    private String product = "";
    private String version = "";
    private String banner = "";
    private final List<String> cpe = new ArrayList<>();
    private final List<Script> scripts = new ArrayList<>();

    PortBuilder(int number, String protocol) {
      this.number = number;
      this.protocol = protocol;
    }
  }

  HostBuilder(int maxPorts, TextBudget budget) {
    this.maxPorts = maxPorts;
    this.budget = budget;
  }

  boolean inPort() {
    return port != null;
  }

  /** Whether there is an address, without which a host cannot be told of. */
  boolean hasAddress() {
    return !address.isEmpty();
  }

  void address(String text) {
    address = line(text);
  }

  void status(String text, String why) {
    state = text.equals("up") || text.equals("down") ? text : "unknown";
    reason = line(why);
  }

  void name(String text) {
    if (names.size() < MAX_NAMES && !text.isBlank()) {
      names.add(line(text));
    }
  }

  void beginPort(int number, String protocol) {
    port = new PortBuilder(number, line(protocol));
  }

  void portState(String text, String why) {
    port.state = state(text);
    port.reason = line(why);
  }

  /**
   * @param tunnel {@code ssl} or empty
   * @param fingerprint nmap's record of what the service answered, when it knew no better
   */
  void service(
      String tunnel,
      String name,
      String product,
      String version,
      String extra,
      String fingerprint) {
    port.service = line(tunnel.isEmpty() ? name : tunnel + "/" + name);
    port.product = line(product);
    port.version = line(extra.isEmpty() ? version : (version + " (" + extra + ")").strip());
    Matcher first = SAID_FIRST.matcher(fingerprint);
    if (first.find()) {
      port.banner = budget.take(unescaped(first.group(1)), BANNER_CHARS);
    }
  }

  void cpe(String text) {
    if (port.cpe.size() < MAX_NAMES && !text.isBlank()) {
      port.cpe.add(line(text));
    }
  }

  void endPort() {
    if (ports.size() < maxPorts) {
      ports.add(
          new Port(
              port.number,
              port.protocol,
              port.state,
              port.reason,
              port.service,
              port.product,
              port.version,
              List.copyOf(port.cpe),
              port.banner,
              List.copyOf(port.scripts)));
    }
    port = null;
  }

  void script(String id, String output) {
    List<Script> list = inPort() ? port.scripts : scripts;
    if (list.size() < MAX_SCRIPTS) {
      list.add(new Script(line(id), budget.take(output.strip(), SCRIPT_CHARS)));
    }
  }

  void otherPorts(String text, int count) {
    if (count > 0 && otherPorts.size() < MAX_COUNTS) {
      otherPorts.add(new PortCount(state(text), count));
    }
  }

  void osGuess(String name, int accuracy) {
    if (guesses.size() < MAX_GUESSES) {
      guesses.add(new OsGuess(line(name), Math.clamp(accuracy, 0, 100)));
    }
  }

  Host build() {
    return new Host(
        address,
        List.copyOf(names),
        state,
        reason,
        List.copyOf(ports),
        List.copyOf(otherPorts),
        List.copyOf(scripts),
        List.copyOf(guesses));
  }

  private static String state(String text) {
    return STATE.matcher(text).matches() ? text : "unknown";
  }

  private static String line(String text) {
    return UntrustedText.line(text, LINE_CHARS);
  }

  /** Undoes the escapes of a service fingerprint. */
  private static String unescaped(String text) {
    return ESCAPE
        .matcher(text)
        .replaceAll(
            match -> {
              String escape = match.group(1);
              return Matcher.quoteReplacement(
                  switch (escape.charAt(0)) {
                    case 'x' ->
                        escape.length() < 3
                            ? "x"
                            : String.valueOf((char) Integer.parseInt(escape.substring(1), 16));
                    case 'r' -> "";
                    case 'n' -> "\n";
                    case 't' -> "\t";
                    case '0' -> "\0";
                    default -> escape;
                  });
            })
        .strip();
  }
}
