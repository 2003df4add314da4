package io.switchgear.tools.nmap;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Flags in nmap's notation, validated by a grammar of allowed flags and values. {@code --flag
 * value} and {@code --flag=value} are equivalent.
 *
 * @param values values by flag, in the given order; an empty string for a flag without a value
 */
record ExtraArguments(Map<Flag, String> values) {

  static final ExtraArguments NONE = new ExtraArguments(Map.of());

  private static final String ARGUMENT = "extra_args";

  /** Parses flags. Errors are added to {@code problems}; the result contains the valid flags. */
  static ExtraArguments parse(List<String> elements, Problems problems) {
    Map<Flag, String> values = new LinkedHashMap<>();
    int at = 0;
    while (at < elements.size()) {
      String element = elements.get(at++);
      if (!element.startsWith("-") || element.length() < 2) {
        problems.add(
            ARGUMENT,
            Problems.quoted(element)
                + " is not a flag. Each element is a flag or the value of the flag before it;"
                + " targets go into \"targets\".");
        continue;
      }
      int equals = element.startsWith("--") ? element.indexOf('=') : -1;
      String name = equals < 0 ? element : element.substring(0, equals);
      Optional<Flag> found = Flags.find(name).or(() -> Flags.findAttached(name));
      if (found.isEmpty()) {
        problems.add(ARGUMENT, whyNot(name));
        // The value of a refused flag is not reported as a second error.
        if (equals < 0 && at < elements.size() && !elements.get(at).startsWith("-")) {
          at++;
        }
        continue;
      }
      Flag flag = found.get();
      String value = "";
      if (equals >= 0) {
        value = element.substring(equals + 1);
      } else if (flag.attached()) {
        value = element.substring(flag.name().length());
      } else if (!flag.standsAlone() && at < elements.size()) {
        value = elements.get(at++);
      }
      Optional<String> problem = whatIsWrong(flag, value, equals >= 0);
      if (problem.isPresent()) {
        problems.add(ARGUMENT, problem.get());
      } else if (values.putIfAbsent(flag, value) != null) {
        problems.add(ARGUMENT, flag.name() + " is given twice; give it once.");
      }
    }
    refuseContradictions(values, problems);
    return new ExtraArguments(values);
  }

  /**
   * A call's arguments with {@code --max-rate}. A lower rate of the call stays; a {@code
   * --min-rate} above the limit is removed.
   *
   * @param arguments valid arguments of a call
   * @param packetsPerSecond at least 1
   */
  static ObjectNode limited(ObjectNode arguments, int packetsPerSecond) {
    List<String> given = new ArrayList<>();
    arguments.path(ARGUMENT).forEach(element -> given.add(element.asText()));
    Map<Flag, String> values = new LinkedHashMap<>(parse(given, new Problems()).values());
    int limit = Math.min(packetsPerSecond, Flags.MOST_PER_SECOND);
    Flag most = Flags.find("--max-rate").orElseThrow();
    values.merge(most, "" + limit, (mine, other) -> lower(mine, other));
    int rate = Integer.parseInt(values.get(most));
    Flags.find("--min-rate")
        .filter(least -> Integer.parseInt(values.getOrDefault(least, "0")) > rate)
        .ifPresent(values::remove);
    ObjectNode limited = arguments.deepCopy();
    ArrayNode flags = limited.putArray(ARGUMENT);
    new ExtraArguments(values).argv().forEach(flags::add);
    return limited;
  }

  private static String lower(String one, String other) {
    return Integer.parseInt(one) <= Integer.parseInt(other) ? one : other;
  }

  boolean has(String flagName) {
    return values.keySet().stream().anyMatch(flag -> flag.name().equals(flagName));
  }

  /** The value of a flag, empty for one without a value; empty if the flag is not given. */
  Optional<String> value(String flagName) {
    return values.entrySet().stream()
        .filter(each -> each.getKey().name().equals(flagName))
        .map(Map.Entry::getValue)
        .findFirst();
  }

  List<Flag> flags() {
    return List.copyOf(values.keySet());
  }

  /** The flags for the argument vector, without {@link Flags#OPEN}. */
  List<String> argv() {
    List<String> argv = new ArrayList<>();
    values.forEach(
        (flag, value) -> {
          if (flag.attached()) {
            argv.add(flag.name() + value);
          } else if (!flag.name().equals(Flags.OPEN)) {
            argv.add(flag.name());
            if (!flag.standsAlone()) {
              argv.add(value);
            }
          }
        });
    return argv;
  }

  private static Optional<String> whatIsWrong(Flag flag, String value, boolean withEquals) {
    if (flag.standsAlone()) {
      return withEquals
          ? Optional.of(flag.name() + " takes no value; leave out \"=\" and what follows.")
          : Optional.empty();
    }
    if (flag.attached() && value.isEmpty()) {
      return Optional.empty();
    }
    if (value.startsWith("-")) {
      return Optional.of(
          flag.name()
              + " needs a value, but "
              + Problems.quoted(value)
              + " looks like a flag. Allowed is "
              + flag.value().described()
              + ".");
    }
    return flag.value().accepts(value)
        ? Optional.empty()
        : Optional.of(
            flag.name()
                + ": "
                + (value.isEmpty()
                    ? "its value is missing"
                    : Problems.quoted(value) + " will not do")
                + ". Allowed is "
                + flag.value().described()
                + ".");
  }

  private static String whyNot(String name) {
    Optional<String> reason = RefusedFlags.reason(name);
    if (reason.isPresent()) {
      return Problems.quoted(name) + " is not allowed: " + reason.get();
    }
    List<String> nearest = name.length() > 40 ? List.of() : Flags.nearest(name);
    return Problems.quoted(name)
        + " is not among the allowed flags."
        + (nearest.isEmpty() ? "" : " Did you mean " + String.join(" or ", nearest) + "?")
        + " Allowed, spelled exactly so: "
        + Flags.allowed()
        + ".";
  }

  /** Rejects contradictory pairs, for which nmap would exit with an error. */
  private static void refuseContradictions(Map<Flag, String> values, Problems problems) {
    Map<String, String> byName = new LinkedHashMap<>();
    values.forEach((flag, value) -> byName.put(flag.name(), value));
    for (List<String> pair : Flags.ORDERED) {
      String low = byName.get(pair.get(0));
      String high = byName.get(pair.get(1));
      if (low != null && high != null && size(low) > size(high)) {
        problems.add(
            ARGUMENT,
            pair.get(0)
                + " ("
                + low
                + ") is more than "
                + pair.get(1)
                + " ("
                + high
                + "). Make it the same or less.");
      }
    }
  }

  /** The size of a number or time; both of a pair use the same unit if none is given. */
  private static long size(String value) {
    return ValueGrammar.Time.millis(value).orElse(0);
  }
}
