package io.switchgear.tools.nmap;

import io.switchgear.config.Spelling;
import io.switchgear.tools.nmap.Flag.Needs;
import io.switchgear.tools.nmap.ValueGrammar.Nothing;
import io.switchgear.tools.nmap.ValueGrammar.Ports;
import io.switchgear.tools.nmap.ValueGrammar.Time;
import io.switchgear.tools.nmap.ValueGrammar.Whole;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * The nmap flags that are allowed in addition to the typed arguments. All other flags are refused,
 * including alternative spellings that nmap accepts: abbreviations, underscores, a single dash.
 */
final class Flags {

  /**
   * Accepted, but not passed to nmap. With it, nmap's report would not distinguish hosts without
   * open ports from hosts that are down. Results list open ports first and count the others anyway.
   */
  static final String OPEN = "--open";

  /** The highest value of nmap's limits of its rate. */
  static final int MOST_PER_SECOND = 100_000;

  private static final Time ROUND_TRIP = new Time(10, 60_000);
  private static final Time DELAY = new Time(0, 60_000);

  private static final Map<String, Flag> ALLOWED = new LinkedHashMap<>();

  static {
    // Flags that override nmap's congestion control can disrupt a network: intrusive.
    flag("--min-rate", new Whole(1, MOST_PER_SECOND), Needs.NOTHING, true);
    flag("--min-parallelism", new Whole(1, 300), Needs.NOTHING, true);
    flag("--defeat-rst-ratelimit", Nothing.NOTHING, Needs.RAW_SOCKETS, true);
    flag("--max-rate", new Whole(1, MOST_PER_SECOND), Needs.NOTHING, false);
    flag("--max-parallelism", new Whole(1, 300), Needs.NOTHING, false);
    flag("--max-retries", new Whole(0, 20), Needs.NOTHING, false);
    flag("--min-hostgroup", new Whole(1, 1_024), Needs.NOTHING, false);
    flag("--max-hostgroup", new Whole(1, 1_024), Needs.NOTHING, false);
    flag("--min-rtt-timeout", ROUND_TRIP, Needs.NOTHING, false);
    flag("--initial-rtt-timeout", ROUND_TRIP, Needs.NOTHING, false);
    flag("--max-rtt-timeout", ROUND_TRIP, Needs.NOTHING, false);
    flag("--scan-delay", DELAY, Needs.NOTHING, false);
    flag("--max-scan-delay", DELAY, Needs.NOTHING, false);
    flag("--exclude-ports", new Ports(65_535, true), Needs.NOTHING, false);
    flag(OPEN, Nothing.NOTHING, Needs.NOTHING, false);
    flag("-r", Nothing.NOTHING, Needs.NOTHING, false);
    flag("--disable-arp-ping", Nothing.NOTHING, Needs.NOTHING, false);
    flag("--version-intensity", new Whole(0, 9), Needs.SERVICE_DETECTION, false);
    flag("--version-light", Nothing.NOTHING, Needs.SERVICE_DETECTION, false);
    flag("--version-all", Nothing.NOTHING, Needs.SERVICE_DETECTION, false);
    flag("--osscan-limit", Nothing.NOTHING, Needs.OS_DETECTION, false);
    flag("--osscan-guess", Nothing.NOTHING, Needs.OS_DETECTION, false);
    flag("--max-os-tries", new Whole(1, 50), Needs.OS_DETECTION, false);
    flag("--script-timeout", new Time(1_000, 3_600_000), Needs.SCRIPTS, false);
    flag("-PE", Nothing.NOTHING, Needs.RAW_SOCKETS, false);
    flag("-PP", Nothing.NOTHING, Needs.RAW_SOCKETS_AND_IPV4, false);
    flag("-PM", Nothing.NOTHING, Needs.RAW_SOCKETS_AND_IPV4, false);
    attached("-PS", Needs.NOTHING);
    attached("-PA", Needs.NOTHING);
    attached("-PU", Needs.RAW_SOCKETS);
  }

  /** Pairs of flags; nmap rejects a first value that is greater than the second. */
  static final List<List<String>> ORDERED =
      List.of(
          List.of("--min-rate", "--max-rate"),
          List.of("--min-parallelism", "--max-parallelism"),
          List.of("--min-hostgroup", "--max-hostgroup"),
          List.of("--min-rtt-timeout", "--initial-rtt-timeout"),
          List.of("--min-rtt-timeout", "--max-rtt-timeout"),
          List.of("--initial-rtt-timeout", "--max-rtt-timeout"));

  private Flags() {}

  private static void flag(String name, ValueGrammar value, Needs needs, boolean intrusive) {
    ALLOWED.put(name, new Flag(name, value, false, needs, intrusive));
  }

  private static void attached(String name, Needs needs) {
    ALLOWED.put(name, new Flag(name, new Ports(100, false), true, needs, false));
  }

  static Optional<Flag> find(String name) {
    return Optional.ofNullable(ALLOWED.get(name));
  }

  /** The flag with an attached value in {@code element}. */
  static Optional<Flag> findAttached(String element) {
    return ALLOWED.values().stream()
        .filter(flag -> flag.attached() && element.startsWith(flag.name()))
        .findFirst();
  }

  static String allowed() {
    return String.join(" ", ALLOWED.keySet());
  }

  /** The allowed flags with the most similar spelling, at most three. */
  static List<String> nearest(String name) {
    return Spelling.alike(name, ALLOWED.keySet()).limit(3).toList();
  }
}
