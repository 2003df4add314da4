package io.switchgear.tools.portscan;

import io.switchgear.tool.UntrustedText;
import java.util.BitSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.IntStream;

/** Reads what a caller writes for ports. */
final class PortList {

  /** What is scanned when no ports are named. */
  static final String DEFAULT = "top:100";

  static final int MAX_CHARS = 4_096;

  private static final int LAST = 65_535;
  private static final Pattern TOP = Pattern.compile("top:(\\d{1,5})");
  private static final Pattern ITEM = Pattern.compile("(\\d{1,5})|(\\d{1,5})?-(\\d{1,5})?");

  private PortList() {}

  /** The notation is wrong; the message is for the caller. */
  static final class InvalidPorts extends Exception {
    private static final long serialVersionUID = 1;

    InvalidPorts(String message) {
      super(message);
    }
  }

  /**
   * @param text such as {@code 22,80,8000-8100}; {@code -} for all; {@code top:20}
   * @return each port once, usual ones first, so that a scan cut short has asked what matters most
   */
  static int[] parse(String text) throws InvalidPorts {
    if (text.length() > MAX_CHARS) {
      throw new InvalidPorts(
          "ports has " + text.length() + " characters; allowed are " + MAX_CHARS + " " + allowed());
    }
    String trimmed = text.strip();
    Matcher top = TOP.matcher(trimmed);
    if (top.matches()) {
      int count = Integer.parseInt(top.group(1));
      if (count < 1 || count > UsualPorts.inOrder().size()) {
        throw new InvalidPorts(
            "ports '" + trimmed + "': N of top:N is 1 to " + UsualPorts.inOrder().size());
      }
      return UsualPorts.inOrder().stream().limit(count).mapToInt(Integer::intValue).toArray();
    }
    BitSet wanted = new BitSet(LAST + 1);
    for (String item : trimmed.split(",", -1)) {
      add(wanted, item.strip());
    }
    IntStream usual = UsualPorts.inOrder().stream().mapToInt(Integer::intValue).filter(wanted::get);
    int[] first = usual.toArray();
    IntStream.of(first).forEach(wanted::clear);
    return IntStream.concat(IntStream.of(first), wanted.stream()).toArray();
  }

  private static void add(BitSet wanted, String item) throws InvalidPorts {
    Matcher matcher = ITEM.matcher(item);
    if (!matcher.matches()) {
      throw invalid(item, "is neither a port nor a range");
    }
    boolean single = matcher.group(1) != null;
    int from = single ? number(matcher.group(1), 1) : number(matcher.group(2), 1);
    int to = single ? from : number(matcher.group(3), LAST);
    if (from < 1 || to < 1 || from > LAST || to > LAST) {
      throw invalid(item, "is outside 1-65535");
    }
    if (from > to) {
      throw invalid(item, "runs backwards; write it as " + to + "-" + from);
    }
    wanted.set(from, to + 1);
  }

  private static int number(String digits, int absent) {
    return digits == null ? absent : Integer.parseInt(digits);
  }

  private static InvalidPorts invalid(String item, String why) {
    return new InvalidPorts(
        "ports: '" + UntrustedText.line(item, 40) + "' " + why + "; allowed are " + allowed());
  }

  private static String allowed() {
    return "ports 1 to 65535, ranges and lists of them, such as 22,80,8000-8100; - for all; top:20"
        + " for the 20 most usual.";
  }
}
