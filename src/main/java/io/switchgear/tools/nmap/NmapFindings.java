package io.switchgear.tools.nmap;

import io.switchgear.scope.TargetSet;
import io.switchgear.tool.hosts.Addresses;
import io.switchgear.tool.hosts.HostFindings.Host;
import io.switchgear.tool.hosts.HostFindings.Scan;
import io.switchgear.tool.hosts.HostFindings.Unlisted;
import io.switchgear.tool.hosts.Ranges;
import io.switchgear.tools.report.LocalFailure;
import java.net.InetAddress;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * The hosts of a scan for its report. nmap lists only some of its targets, and reports a target to
 * which this machine could not send as down. Here every target is included.
 *
 * @param ended whether nmap ran to completion
 */
record NmapFindings(boolean ended, List<Host> hosts, List<Unlisted> unlisted) {

  /** Maximum number of silent targets whose route is looked up; about 10 µs each. */
  private static final int MAX_LOOKUPS = 65_536;

  /**
   * An error message such as {@code sendto in send_ip_packet_sd: sendto(4, packet, 44, 0, 10.0.0.1,
   * 16) => …}.
   */
  private static final Pattern NOT_SENT =
      Pattern.compile("sendto\\([^,]*,[^,]*,[^,]*,[^,]*, ?([^,]*),[^)]*\\) => (.*)");

  private static final Comparator<Host> BY_ADDRESS =
      Comparator.comparing(
          host -> Addresses.literal(host.address()).orElse(InetAddress.getLoopbackAddress()),
          Addresses.ASCENDING);

  static NmapFindings of(NmapXml xml, TargetSet targets, boolean ended, String stderr) {
    Map<InetAddress, LocalFailure> failures = failures(xml, stderr);
    List<Host> hosts = new ArrayList<>();
    Set<InetAddress> listed = new LinkedHashSet<>();
    for (Host host : xml.hosts()) {
      Optional<InetAddress> address = Addresses.literal(host.address());
      address.ifPresent(listed::add);
      hosts.add(address.map(known -> judged(host, known, targets, failures)).orElse(host));
    }
    hosts.sort(BY_ADDRESS);
    return new NmapFindings(ended, hosts, unlisted(targets, listed, failures, ended));
  }

  /** The targets to which nmap reports that it could not send. */
  private static Map<InetAddress, LocalFailure> failures(NmapXml xml, String stderr) {
    Map<InetAddress, LocalFailure> failures = new HashMap<>();
    for (String skipped : xml.skipped()) {
      Addresses.literal(skipped).ifPresent(address -> failures.put(address, LocalFailure.NO_ROUTE));
    }
    Matcher line = NOT_SENT.matcher(stderr);
    while (line.find()) {
      LocalFailure failure = LocalFailure.of(line.group(2)).orElse(LocalFailure.NOT_SENT);
      Addresses.literal(line.group(1).strip())
          .ifPresent(address -> failures.putIfAbsent(address, failure));
    }
    return failures;
  }

  private static Host judged(
      Host host, InetAddress address, TargetSet targets, Map<InetAddress, LocalFailure> failures) {
    String name = targets.nameOf(address);
    Host named = name.isEmpty() ? host : host.withNames(List.of(name));
    Optional<LocalFailure> failure =
        Optional.ofNullable(failures.get(address))
            .or(() -> answered(host) ? Optional.empty() : LocalRoutes.failure(address));
    return failure
        .map(
            why ->
                answered(host) ? named.withScan(Scan.LOCAL_FAILURE) : named.notAsked(why.reason()))
        .orElse(named);
  }

  /** Whether the host responded; a host that nmap assumes to be up may not have. */
  private static boolean answered(Host host) {
    return host.isUp() && !host.reason().equals("user-set")
        || !host.ports().isEmpty()
        || host.others().stream().anyMatch(group -> group.state().equals("closed"));
  }

  private static List<Unlisted> unlisted(
      TargetSet targets,
      Set<InetAddress> listed,
      Map<InetAddress, LocalFailure> failures,
      boolean ended) {
    // Looks up the routes of all silent targets; usually there is no failure.
    Map<LocalFailure, List<String>> failed = new TreeMap<>();
    targets
        .addresses()
        .filter(address -> !listed.contains(address))
        .limit(MAX_LOOKUPS)
        .forEach(
            address ->
                Optional.ofNullable(failures.get(address))
                    .or(() -> LocalRoutes.failure(address))
                    .ifPresent(
                        failure -> {
                          listed.add(address);
                          failed
                              .computeIfAbsent(failure, absent -> new ArrayList<>())
                              .add(Addresses.canonical(address));
                        }));
    List<Unlisted> unlisted = new ArrayList<>();
    failed.forEach(
        (failure, addresses) ->
            unlisted.add(
                new Unlisted(
                    "unknown",
                    failure.reason(),
                    Scan.LOCAL_FAILURE,
                    Ranges.ofAddresses(addresses))));
    Ranges others =
        Ranges.ofAscending(targets.addresses().filter(address -> !listed.contains(address)));
    if (others.count() > 0) {
      unlisted.add(
          ended
              ? new Unlisted("down", "no-response", Scan.COMPLETE, others)
              : new Unlisted("unknown", "", Scan.STOPPED, others));
    }
    return List.copyOf(unlisted);
  }

  /** Whether this machine could not send to any of the targets. */
  boolean failedHere() {
    return hosts.stream().allMatch(host -> host.scan() == Scan.LOCAL_FAILURE && !host.isUp())
        && unlisted.stream().allMatch(group -> group.scan() == Scan.LOCAL_FAILURE);
  }

  /** The reasons of targets that this machine could not send to; empty if there are none. */
  String localReasons() {
    Set<String> reasons = new LinkedHashSet<>();
    hosts.stream()
        .filter(host -> host.scan() == Scan.LOCAL_FAILURE)
        .forEach(host -> reasons.add(host.reason()));
    unlisted.stream()
        .filter(group -> group.scan() == Scan.LOCAL_FAILURE)
        .forEach(group -> reasons.add(group.reason()));
    return reasons.stream().collect(Collectors.joining(", "));
  }

  List<String> notes() {
    List<String> notes = new ArrayList<>();
    String local = localReasons();
    if (!local.isEmpty()) {
      notes.add(
          "The server could not send to some targets ("
              + local
              + "): nothing is known of them, and it says nothing about them.");
    }
    long timedOut = hosts.stream().filter(host -> host.scan() == Scan.TIMED_OUT).count();
    if (timedOut > 0) {
      notes.add(
          "Given up at the host timeout: "
              + timedOut
              + (timedOut == 1 ? " host" : " hosts")
              + ". nmap reports no ports of those; scan them with a longer host_timeout_seconds or"
              + " fewer ports.");
    }
    return notes;
  }
}
