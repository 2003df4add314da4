package io.switchgear.tools.nmap;

import io.switchgear.tools.ports.PortSpec;
import java.util.OptionalLong;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** What may stand behind a flag. */
sealed interface ValueGrammar {

  /** Whether the text is such a value. */
  boolean accepts(String text);

  /** The allowed values, to stand in a sentence. */
  String described();

  /** A flag that stands alone. */
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

  /** Both ends are allowed. */
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

  /** In milliseconds, both ends allowed; written with or without a unit, as nmap has it. */
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
   * Ports as in the argument of that name, in numbers only: nmap reads them itself.
   *
   * @param most how many ports in all
   * @param protocols whether {@code T:} and {@code U:} may stand before them
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
