package io.switchgear.scan.compare;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.switchgear.scan.compare.HostChange.FieldChange;
import io.switchgear.scan.compare.HostChange.PortChange;
import io.switchgear.scan.compare.JobComparison.Counts;
import io.switchgear.scan.compare.Uncovered.Reason;
import io.switchgear.scan.job.Job;
import io.switchgear.tool.hosts.HostFindings.Host;
import io.switchgear.tool.hosts.HostFindings.Port;
import java.net.InetAddress;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Stream;

/** Compares pair by pair. */
final class ComparisonBuilder {

  /** Arguments that do not decide what is found on a host. */
  private static final Set<String> NOT_COMPARED = Set.of("targets", "exclude", "include");

  /** The list of a job's targets is cut at this number. */
  private static final int MAX_TARGETS = 256;

  private final Job before;
  private final Job after;
  private final boolean sameArguments;
  private final int maxChanges;
  private final Map<Side, Absences> absences = new EnumMap<>(Side.class);
  private final UncoveredTally uncovered = new UncoveredTally();
  private final List<HostChange> changes = new ArrayList<>();
  private final Map<ChangeKind, Long> hosts = new EnumMap<>(ChangeKind.class);
  private final Map<ChangeKind, Long> ports = new EnumMap<>(ChangeKind.class);
  private long compared;
  private long notCovered;
  private long more;

  ComparisonBuilder(Job before, Job after, int maxChanges) {
    this.before = before;
    this.after = after;
    this.maxChanges = maxChanges;
    this.sameArguments =
        before.tool().equals(after.tool())
            && essence(before.arguments()).equals(essence(after.arguments()));
    absences.put(Side.BEFORE, new Absences(before));
    absences.put(Side.AFTER, new Absences(after));
  }

  private static ObjectNode essence(ObjectNode arguments) {
    return arguments.deepCopy().without(NOT_COMPARED);
  }

  /** Why a job has no result for an address. */
  private static final class Absences {
    private final AddressSet targets;
    private final AddressSet excluded;
    private final boolean allTargets;

    Absences(Job job) {
      targets = AddressSet.of(job.targets());
      excluded = AddressSet.of(job.exclude());
      allTargets = job.targets().size() < MAX_TARGETS;
    }

    Reason reason(InetAddress address) {
      if (excluded.contains(address)) {
        return Reason.EXCLUDED;
      }
      if (targets.contains(address)) {
        return Reason.NOT_DONE;
      }
      return allTargets ? Reason.NOT_IN_TARGETS : Reason.ABSENT;
    }
  }

  void add(HostMerge.Pair pair) {
    if (pair.before().isEmpty() || pair.after().isEmpty()) {
      Side side = pair.before().isEmpty() ? Side.BEFORE : Side.AFTER;
      uncovered.add(side, absences.get(side).reason(pair.address()), "", pair.address());
      notCovered++;
      return;
    }
    Host was = pair.before().get();
    Host is = pair.after().get();
    boolean incomplete =
        incomplete(Side.BEFORE, was, pair.address()) | incomplete(Side.AFTER, is, pair.address());
    notCovered += incomplete ? 1 : 0;
    if (isUnknown(was) || isUnknown(is)) {
      return;
    }
    compared++;
    if (was.equals(is)) {
      return;
    }
    if (was.isUp() && is.isUp()) {
      compare(was, is, pair.address(), sameArguments && !incomplete, !incomplete);
    } else if (was.isUp() || is.isUp()) {
      change(whole(was.isUp() ? was : is, is.isUp() ? ChangeKind.CAME : ChangeKind.WENT));
    }
  }

  /** Whether even the state of a host is unknown; that it is up is known from any answer. */
  private static boolean isUnknown(Host host) {
    return !host.isUp() && !host.scan().isWhole();
  }

  private boolean incomplete(Side side, Host host, InetAddress address) {
    Optional<Reason> reason =
        switch (host.scan()) {
          case COMPLETE, UNREACHABLE -> Optional.empty();
          case TIMED_OUT -> Optional.of(Reason.TIMED_OUT);
          case STOPPED -> Optional.of(Reason.STOPPED);
          case LOCAL_FAILURE -> Optional.of(Reason.LOCAL_FAILURE);
        };
    reason.ifPresent(why -> uncovered.add(side, why, "", address));
    return reason.isPresent();
  }

  private void compare(Host was, Host is, InetAddress address, boolean same, boolean whole) {
    ProbedPorts from = ProbedPorts.of(was);
    ProbedPorts to = ProbedPorts.of(is);
    PortDiff diff = new PortDiff(from, to, same);
    if (whole) {
      uncoveredPorts(Side.BEFORE, from, to, address);
      uncoveredPorts(Side.AFTER, to, from, address);
    }
    for (Side side : Side.values()) {
      String services = PortTexts.of(diff.unidentified(side));
      if (!services.isEmpty()) {
        uncovered.add(side, Reason.SERVICES_NOT_PROBED, services, address);
      }
    }
    List<FieldChange> fields = TraitDiff.of(was, is, same);
    if (!fields.isEmpty() || !diff.changes().isEmpty() || !diff.moves().isEmpty()) {
      change(
          new HostChange(
              is.address(),
              names(is),
              ChangeKind.CHANGED,
              fields,
              diff.changes().stream().limit(HostChange.MAX_PORTS).toList(),
              Math.max(0, diff.changes().size() - HostChange.MAX_PORTS),
              diff.moves()));
      diff.changes().forEach(port -> ports.merge(port.kind(), 1L, Long::sum));
    }
  }

  /** Ports that the other job probed and this one did not. */
  private void uncoveredPorts(Side side, ProbedPorts mine, ProbedPorts other, InetAddress address) {
    if (sameArguments && !mine.isExact()) {
      return;
    }
    Map<String, BitSet> known = mine.all();
    Map<String, BitSet> missing = new TreeMap<>();
    other
        .all()
        .forEach(
            (protocol, probed) -> {
              BitSet rest = (BitSet) probed.clone();
              rest.andNot(known.getOrDefault(protocol, new BitSet()));
              if (!rest.isEmpty()) {
                missing.put(protocol, rest);
              }
            });
    if (!missing.isEmpty()) {
      Reason reason = mine.isExact() ? Reason.PORTS_NOT_PROBED : Reason.PORTS_NOT_RECORDED;
      uncovered.add(side, reason, PortTexts.of(missing), address);
    }
  }

  private HostChange whole(Host host, ChangeKind kind) {
    List<PortChange> its = host.ports().stream().map(port -> port(port, kind)).toList();
    long open = host.openPorts();
    if (open > 0) {
      ports.merge(kind, open, Long::sum);
    }
    return new HostChange(
        host.address(),
        names(host),
        kind,
        List.of(),
        its.stream().limit(HostChange.MAX_PORTS).toList(),
        Math.max(0, its.size() - HostChange.MAX_PORTS),
        List.of());
  }

  private static PortChange port(Port port, ChangeKind kind) {
    Optional<HostChange.PortFacts> facts = Optional.of(PortDiff.facts(port));
    return new PortChange(
        port.port(),
        port.protocol(),
        kind,
        List.of(),
        kind == ChangeKind.WENT ? facts : Optional.empty(),
        kind == ChangeKind.WENT ? Optional.empty() : facts);
  }

  private static List<String> names(Host host) {
    return Stream.concat(host.names().stream(), host.traits().reverseNames().stream())
        .distinct()
        .toList();
  }

  private void change(HostChange change) {
    hosts.merge(change.kind(), 1L, Long::sum);
    if (changes.size() < maxChanges) {
      changes.add(change);
    } else {
      more++;
    }
  }

  JobComparison build() {
    long changed = hosts.values().stream().mapToLong(Long::longValue).sum();
    return new JobComparison(
        before,
        after,
        sameArguments,
        new Counts(
            compared,
            compared - changed,
            hosts.getOrDefault(ChangeKind.CAME, 0L),
            hosts.getOrDefault(ChangeKind.WENT, 0L),
            hosts.getOrDefault(ChangeKind.CHANGED, 0L),
            ports.getOrDefault(ChangeKind.CAME, 0L),
            ports.getOrDefault(ChangeKind.WENT, 0L),
            ports.getOrDefault(ChangeKind.CHANGED, 0L),
            notCovered),
        changes,
        more,
        uncovered.build());
  }
}
