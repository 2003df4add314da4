package io.switchgear.tools.nmap;

import io.switchgear.tools.ports.PortSpec;
import java.util.OptionalLong;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The grammar of a flag's value. */
sealed interface ValueGrammar {

  /** Whether the text is a valid value. */
  boolean accepts(String text);

  /** The allowed values as text for a sentence. */
  String described();

  /** A flag without a value. */
  enum Nothing implements ValueGrammar {
    NOTHING;

    @Override
    public boolean accepts(String text) {
      return false;
    }

    @Override
    public String described() {
      return "no value";
    }
  }

  /** A whole number; both bounds are inclusive. */
  record Whole(int min, int max) implements ValueGrammar {
    private static final Pattern NUMBER = Pattern.compile("0|[1-9][0-9]{0,6}");

    @Override
    public boolean accepts(String text) {
      return NUMBER.matcher(text).matches()
          && Integer.parseInt(text) >= min
          && Integer.parseInt(text) <= max;
    }

    @Override
    public String described() {
      return "a whole number from " + min + " to " + max;
    }
  }

  /** A time with inclusive bounds in milliseconds; the unit is optional, as in nmap. */
  record Time(long minMillis, long maxMillis) implements ValueGrammar {
    private static final Pattern TIME = Pattern.compile("(0|[1-9][0-9]{0,6})(ms|s|m|h)?");

    @Override
    public boolean accepts(String text) {
      OptionalLong millis = millis(text);
      return millis.isPresent()
          && millis.getAsLong() >= minMillis
          && millis.getAsLong() <= maxMillis;
    }

    @Override
    public String described() {
      return "a time from "
          + minMillis
          + "ms to "
          + maxMillis
          + "ms, written as 500ms, 2s, 1m or 1h (no unit means seconds)";
    }

    static OptionalLong millis(String text) {
      Matcher time = TIME.matcher(text);
      if (!time.matches()) {
        return OptionalLong.empty();
      }
      long factor =
          switch (time.group(2) == null ? "s" : time.group(2)) {
            case "ms" -> 1;
            case "m" -> 60_000;
            case "h" -> 3_600_000;
            default -> 1_000;
          };
      return OptionalLong.of(Long.parseLong(time.group(1)) * factor);
    }
  }

  /**
   * Ports as in the argument {@code ports}, but only numbers, because nmap parses them itself.
   *
   * @param most maximum number of ports
   * @param protocols whether the prefixes {@code T:} and {@code U:} are allowed
   */
  record Ports(int most, boolean protocols) implements ValueGrammar {
    private static final Pattern NUMBERS = Pattern.compile("[0-9,-]+");
    private static final Pattern WITH_PROTOCOLS = Pattern.compile("[0-9TU:,-]+");

    @Override
    public boolean accepts(String text) {
      return (protocols ? WITH_PROTOCOLS : NUMBERS).matcher(text).matches()
          && PortSpec.read(text, false) instanceof PortSpec.Reading.Ports ports
          && ports.spec().count() <= most;
    }

    @Override
    public String described() {
      return "up to " + most + " ports, such as " + (protocols ? "T:22,U:53" : "22,80,8000-8010");
    }
  }
}
