package io.switchgear.scan.compare;

import io.switchgear.scan.compare.HostChange.PortChange;
import io.switchgear.scan.compare.HostChange.PortFacts;
import io.switchgear.scan.compare.HostChange.PortMove;
import io.switchgear.tool.hosts.HostFindings.Port;
import io.switchgear.tool.hosts.HostFindings.Service;
import io.switchgear.tool.hosts.Ranges;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.TreeSet;

/** The ports of one host that is up in both jobs. */
final class PortDiff {

  private final ProbedPorts before;
  private final ProbedPorts after;
  private final boolean sameArguments;
  private final List<PortChange> changes = new ArrayList<>();
  private final List<PortMove> moves = new ArrayList<>();

  /** Unlisted ports by which a state's number changed because a port is listed in one job only. */
  private final Map<String, Long> explained = new TreeMap<>();

  /** Whether a port may have one of several states. */
  private boolean ambiguous;

  private final Map<String, BitSet> unidentifiedBefore = new TreeMap<>();
  private final Map<String, BitSet> unidentifiedAfter = new TreeMap<>();

  /**
   * @param sameArguments whether both jobs probe the same ports in the same way
   */
  PortDiff(ProbedPorts before, ProbedPorts after, boolean sameArguments) {
    this.before = before;
    this.after = after;
    this.sameArguments = sameArguments;
    TreeSet<PortKey> keys = new TreeSet<>(before.listed().keySet());
    keys.addAll(after.listed().keySet());
    keys.forEach(this::compare);
    findMoves();
  }

  List<PortChange> changes() {
    return changes;
  }

  /** Changes of ports that neither job lists. */
  List<PortMove> moves() {
    return moves;
  }

  /** Ports whose service only the other job identified, by protocol. */
  Map<String, BitSet> unidentified(Side side) {
    return side == Side.BEFORE ? unidentifiedBefore : unidentifiedAfter;
  }

  private void compare(PortKey key) {
    Optional<Port> was = Optional.ofNullable(before.listed().get(key));
    Optional<Port> is = Optional.ofNullable(after.listed().get(key));
    Optional<String> stateBefore = state(before, key, after.state(key));
    Optional<String> stateAfter = state(after, key, before.state(key));
    if (stateBefore.isEmpty() || stateAfter.isEmpty()) {
      return;
    }
    String from = stateBefore.get();
    String to = stateAfter.get();
    if (was.isEmpty()) {
      explained.merge(from, -1L, Long::sum);
    } else if (is.isEmpty()) {
      explained.merge(to, 1L, Long::sum);
    }
    List<String> changed = new ArrayList<>();
    if (!from.equals(to)) {
      changed.add("state");
    }
    if (was.isPresent() && is.isPresent() || from.equals(to)) {
      changed.addAll(details(key, was.orElse(bare(key, from)), is.orElse(bare(key, to))));
    }
    if (!changed.isEmpty()) {
      boolean open = to.equals(Port.OPEN);
      boolean wasOpen = from.equals(Port.OPEN);
      changes.add(
          new PortChange(
              key.port(),
              key.protocol(),
              open == wasOpen ? ChangeKind.CHANGED : open ? ChangeKind.CAME : ChangeKind.WENT,
              changed,
              Optional.of(facts(was.orElse(bare(key, from)))),
              Optional.of(facts(is.orElse(bare(key, to))))));
    }
  }

  /**
   * The state of a port. A port that is not named was probed if the jobs probe the same ports; then
   * it has one of the states of the hidden ports. If that can be the state that it has in the other
   * job, it counts as unchanged.
   */
  private Optional<String> state(ProbedPorts ports, PortKey key, Optional<String> other) {
    Optional<String> named = ports.state(key);
    if (named.isPresent() || !sameArguments || ports.isExact()) {
      return named;
    }
    ambiguous |= ports.hidden().size() > 1;
    return Optional.of(
        other
            .filter(ports.hidden()::containsKey)
            .orElse(String.join(" or ", ports.hidden().keySet())));
  }

  private List<String> details(PortKey key, Port was, Port is) {
    List<String> changed = new ArrayList<>();
    Service from = was.service();
    Service to = is.service();
    if (sameArguments || isProbed(from) == isProbed(to)) {
      add(changed, "service", name(from), name(to));
      add(changed, "product", from.product(), to.product());
      add(changed, "version", from.version(), to.version());
      add(changed, "extra_info", from.extraInfo(), to.extraInfo());
    } else {
      Map<String, BitSet> side = isProbed(from) ? unidentifiedAfter : unidentifiedBefore;
      side.computeIfAbsent(key.protocol(), absent -> new BitSet()).set(key.port());
    }
    if (sameArguments || !was.banner().isEmpty() && !is.banner().isEmpty()) {
      add(changed, "banner", was.banner(), is.banner());
    }
    if (TraitDiff.scriptsDiffer(was.scripts(), is.scripts(), sameArguments)) {
      changed.add("scripts");
    }
    return changed;
  }

  private static void add(List<String> changed, String field, String from, String to) {
    if (!from.equals(to)) {
      changed.add(field);
    }
  }

  private static boolean isProbed(Service service) {
    return service.method().equals("probed") || !service.product().isEmpty();
  }

  private static Port bare(PortKey key, String state) {
    return new Port(key.port(), key.protocol(), state, "", Service.NONE, "", "", List.of());
  }

  private static String name(Service service) {
    return (service.tunnel().isEmpty() ? "" : service.tunnel() + "/") + service.name();
  }

  static PortFacts facts(Port port) {
    Service service = port.service();
    return new PortFacts(
        port.state(), name(service), service.product(), service.version(), service.extraInfo());
  }

  private void findMoves() {
    if (before.isExact() && after.isExact() || !sameArguments) {
      before
          .named()
          .forEach(
              (from, ports) ->
                  after
                      .named()
                      .forEach(
                          (to, others) -> {
                            if (!from.equals(to)) {
                              move(from, to, ports, others);
                            }
                          }));
    } else if (!ambiguous) {
      moveCounted();
    }
  }

  private void move(String from, String to, Map<String, BitSet> ports, Map<String, BitSet> others) {
    Ranges moved = Ranges.unknown(0);
    for (Map.Entry<String, BitSet> entry : ports.entrySet()) {
      BitSet both = (BitSet) entry.getValue().clone();
      both.and(others.getOrDefault(entry.getKey(), new BitSet()));
      moved = moved.and(PortTexts.ranges(entry.getKey(), both));
    }
    if (moved.count() > 0) {
      moves.add(new PortMove(from, to, moved.count(), moved.text()));
    }
  }

  /** Where ports are hidden, only their numbers can be compared. */
  private void moveCounted() {
    Map<String, Long> rest = new TreeMap<>(after.counts());
    before.counts().forEach((state, count) -> rest.merge(state, -count, Long::sum));
    explained.forEach((state, count) -> rest.merge(state, -count, Long::sum));
    for (Map.Entry<String, Long> from : rest.entrySet()) {
      for (Map.Entry<String, Long> to : rest.entrySet()) {
        long moved = Math.min(-from.getValue(), to.getValue());
        if (moved > 0) {
          moves.add(new PortMove(from.getKey(), to.getKey(), moved, ""));
          from.setValue(from.getValue() + moved);
          to.setValue(to.getValue() - moved);
        }
      }
    }
  }
}
