package io.switchgear.cluster.sim;

import java.util.List;
import java.util.Locale;

/**
 * One fault, or one burst of calls.
 *
 * @param at milliseconds since the start
 * @param node that it hits
 * @param other the second node of a cut; otherwise without meaning
 * @param lasts milliseconds
 */
public record Step(long at, Kind kind, int node, int other, long lasts) {

  private static final List<String> NAMES =
      List.of("node-1", "node-2", "node-3", "node-4", "node-5");

  /** What happens. */
  public enum Kind {
    CRASH("%s crashes"),
    PAUSE("%s is paused"),
    CUT_ONE_WAY("no message from %s arrives at %s"),
    CUT("%s and %s are cut off from each other"),
    ISOLATE("%s is cut off from all"),
    LOSS("a third of the messages of and to %s is lost"),
    DELAY("messages of and to %s take up to 2 s and overtake each other"),
    STALE("%s sees no new states"),
    SKEW("the clock of %s is 30 s ahead"),
    BAD_TOOL("the tool fails on %s"),
    OUTAGE("the tool fails on all nodes"),
    DATABASE("half of the database's transactions fail, half of the others lose their reply"),
    CALLS("clients call %s");

    private final String text;

    Kind(String text) {
      this.text = text;
    }

    /** Whether messages, nodes or views are disturbed, and not only the tool. */
    boolean disturbsTheCluster() {
      return ordinal() <= STALE.ordinal();
    }
  }

  static String name(int node) {
    return NAMES.get(node);
  }

  static int index(String name) {
    return NAMES.indexOf(name);
  }

  long end() {
    return at + lasts;
  }

  @Override
  public String toString() {
    return String.format(
        Locale.ROOT,
        "%6.3f s: %s, for %.3f s",
        at / 1e3,
        kind.text.formatted(name(node), name(other)),
        lasts / 1e3);
  }
}
