package io.switchgear.scan.compare;

import io.switchgear.scan.compare.HostChange.FieldChange;
import io.switchgear.tool.hosts.HostFindings.Host;
import io.switchgear.tool.hosts.HostFindings.OsGuess;
import io.switchgear.tool.hosts.HostFindings.Script;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Stream;

/** What is known of one host apart from its ports. */
final class TraitDiff {

  private TraitDiff() {}

  /**
   * @param sameArguments whether both jobs look for the same; if not, what only one of them knows
   *     is no change
   */
  static List<FieldChange> of(Host before, Host after, boolean sameArguments) {
    List<FieldChange> changes = new ArrayList<>();
    add(changes, "names", names(before), names(after), sameArguments);
    add(changes, "mac", mac(before), mac(after), sameArguments);
    add(changes, "os", systems(before), systems(after), sameArguments);
    if (scriptsDiffer(before.traits().scripts(), after.traits().scripts(), sameArguments)) {
      changes.add(
          new FieldChange(
              "scripts",
              ids(before.traits().scripts(), after.traits().scripts()),
              ids(after.traits().scripts(), before.traits().scripts())));
    }
    return changes;
  }

  private static void add(
      List<FieldChange> changes,
      String field,
      Collection<String> from,
      Collection<String> to,
      boolean sameArguments) {
    boolean comparable = sameArguments || !from.isEmpty() && !to.isEmpty();
    if (comparable && !from.equals(to)) {
      changes.add(new FieldChange(field, String.join(", ", from), String.join(", ", to)));
    }
  }

  /** In both jobs, names of the caller are names of the host. */
  private static TreeSet<String> names(Host host) {
    TreeSet<String> names = new TreeSet<>(host.names());
    names.addAll(host.traits().reverseNames());
    return names;
  }

  private static List<String> mac(Host host) {
    return Stream.of(host.traits().mac()).filter(mac -> !mac.isEmpty()).toList();
  }

  private static List<String> systems(Host host) {
    return host.traits().os().stream().map(OsGuess::name).toList();
  }

  /** The names of scripts whose output the other job does not have. */
  private static String ids(List<Script> scripts, List<Script> others) {
    return String.join(
        ", ", scripts.stream().filter(one -> !others.contains(one)).map(Script::id).toList());
  }

  /**
   * @param sameArguments if not, only scripts that ran in both jobs are compared
   */
  static boolean scriptsDiffer(List<Script> before, List<Script> after, boolean sameArguments) {
    Map<String, String> from = outputs(before);
    Map<String, String> to = outputs(after);
    if (!sameArguments) {
      from.keySet().retainAll(to.keySet());
      to.keySet().retainAll(from.keySet());
    }
    return !from.equals(to);
  }

  private static Map<String, String> outputs(List<Script> scripts) {
    Map<String, String> outputs = new TreeMap<>();
    scripts.forEach(script -> outputs.put(script.id(), script.output()));
    return outputs;
  }
}
