package io.switchgear.tools.report;

import java.util.EnumSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.function.Predicate;
import java.util.stream.Stream;

/**
 * What a scan found, whole; {@link ScanAnswer} makes of it what a caller is told.
 *
 * @param scanner what did it, with its version
 * @param argv the exact argument vector that ran; empty for the built-in scanner
 * @param fence {@code up} when the kernel held the program to its targets, else {@code
 *     unavailable}; empty when no program was started
 * @param ended false when the scan was stopped before its end: what is here was found until then
 * @param hosts in the order of their addresses
 * @param unlisted the addresses asked of which there is nothing to say but how they fared
 * @param elapsedSeconds of the scan itself
 * @param scripts output of scripts that belong to no host
 * @param notes what was done otherwise than asked, one sentence each
 */
public record ScanReport(
    String scanner,
    List<String> argv,
    String fence,
    boolean ended,
    List<Host> hosts,
    List<Unlisted> unlisted,
    double elapsedSeconds,
    List<Script> scripts,
    List<String> notes) {

  /** How far the scan of one host came. */
  public enum Scan {
    COMPLETE,
    /** Given up at the host's own time limit. */
    TIMED_OUT,
    /** A router, or the host's own network, said that there is no way to it. */
    UNREACHABLE,
    /** Not begun, or not finished, when the whole scan was stopped. */
    STOPPED,
    /** This machine could not ask: no route, no socket, no leave. Says nothing about the host. */
    LOCAL_FAILURE;

    private static final Set<Scan> WHOLE = EnumSet.of(COMPLETE, UNREACHABLE);

    private final String wire = name().toLowerCase(Locale.ROOT);

    public String wire() {
      return wire;
    }

    /** Whether asking again would not find more. */
    public boolean isWhole() {
      return WHOLE.contains(this);
    }
  }

  /**
   * @param address textual, canonical
   * @param names the caller's own
   * @param state {@code up}, {@code down} or {@code unknown}
   * @param reason why the scanner thinks so
   * @param ports open ones, and others of which more is known than their state
   * @param others all other ports, a group per state
   */
  public record Host(
      String address,
      List<String> names,
      String state,
      String reason,
      Scan scan,
      List<Port> ports,
      List<PortGroup> others,
      Traits traits) {

    public Host withNames(List<String> other) {
      return new Host(address, other, state, reason, scan, ports, others, traits);
    }

    public Host withScan(Scan other) {
      return new Host(address, names, state, reason, other, ports, others, traits);
    }

    /** The host as one to which this machine could not send. */
    public Host notAsked(LocalFailure why) {
      return new Host(
          address,
          names,
          "unknown",
          why.reason(),
          Scan.LOCAL_FAILURE,
          List.of(),
          List.of(),
          Traits.NONE);
    }

    public boolean isUp() {
      return state.equals("up");
    }

    /** Listed or only counted. */
    public long openPorts() {
      return ports.stream().filter(Port::isOpen).count()
          + others.stream()
              .filter(group -> group.state().equals(Port.OPEN))
              .mapToLong(PortGroup::count)
              .sum();
    }
  }

  /**
   * Addresses that fared alike.
   *
   * @param state as a host's
   */
  public record Unlisted(String state, String reason, Scan scan, Ranges addresses) {}

  /**
   * Empty strings stand for what is not known, and are left out on the wire.
   *
   * @param state {@code open}, {@code closed}, {@code filtered} and nmap's combinations of them
   * @param owner the user that the service runs as, by its own word
   * @param banner what the service said first, sanitised and bounded
   */
  public record Port(
      int port,
      String protocol,
      String state,
      String reason,
      Service service,
      String owner,
      String banner,
      List<Script> scripts) {

    static final String OPEN = "open";

    public boolean isOpen() {
      return state.equals(OPEN);
    }

    /** Whether its state does not say it all. */
    public boolean isWorthListing() {
      return isOpen()
          || !service.product().isEmpty()
          || !owner.isEmpty()
          || !banner.isEmpty()
          || !scripts.isEmpty();
    }
  }

  /**
   * What serves a port.
   *
   * @param tunnel {@code ssl} or empty
   * @param method {@code probed}, or {@code table} when the name is only the usual one for the port
   * @param confidence 0 to 10
   * @param rpc program number and versions of a remote procedure call service
   */
  public record Service(
      String name,
      String tunnel,
      String product,
      String version,
      String extraInfo,
      String hostname,
      String osType,
      String deviceType,
      String method,
      int confidence,
      String rpc,
      List<String> cpe) {

    public static final Service NONE = usual("");

    /** Known by the number of its port alone. */
    public static Service usual(String name) {
      return new Service(name, "", "", "", "", "", "", "", "", 0, "", List.of());
    }

    public Service withCpe(List<String> names) {
      return new Service(
          name,
          tunnel,
          product,
          version,
          extraInfo,
          hostname,
          osType,
          deviceType,
          method,
          confidence,
          rpc,
          List.copyOf(names));
    }
  }

  /** Ports of one state. */
  public record PortGroup(String state, Ranges ports, String reason) {
    public long count() {
      return ports.count();
    }
  }

  /** Output of a script: text from the target, sanitised and bounded. */
  public record Script(String id, String output) {}

  /**
   * What is known of a host besides its ports.
   *
   * @param reverseNames by the word of whoever runs the address's reverse zone
   * @param uptimeSeconds a guess; negative if there is none
   * @param distance in hops; negative if not known
   */
  public record Traits(
      List<String> reverseNames,
      String mac,
      String vendor,
      long uptimeSeconds,
      String lastBoot,
      int distance,
      List<OsGuess> os,
      List<Hop> trace,
      List<Script> scripts) {

    public static final Traits NONE =
        new Traits(List.of(), "", "", -1, "", -1, List.of(), List.of(), List.of());

    /** What makes a host worth a place of its own, whatever its ports say. */
    boolean isEmpty() {
      return equals(NONE);
    }
  }

  /**
   * @param accuracy percent
   * @param classes such as {@code general purpose, Linux, Linux, 5.X}
   */
  public record OsGuess(String name, int accuracy, List<String> classes, List<String> cpe) {

    private static final int MAX = 10;

    public OsGuess withClass(String words) {
      return new OsGuess(name, accuracy, adding(classes, words), cpe);
    }

    public OsGuess withCpe(String other) {
      return new OsGuess(name, accuracy, classes, adding(cpe, other));
    }

    private static List<String> adding(List<String> to, String text) {
      return to.size() < MAX && !to.contains(text)
          ? Stream.concat(to.stream(), Stream.of(text)).toList()
          : to;
    }
  }

  /**
   * A router on the way, or the host.
   *
   * @param roundTripMillis as the scanner wrote it; empty if not measured
   */
  public record Hop(int ttl, String address, String name, String roundTripMillis) {}

  public ScanReport withNote(String note) {
    return new ScanReport(
        scanner,
        argv,
        fence,
        ended,
        hosts,
        unlisted,
        elapsedSeconds,
        scripts,
        Stream.concat(notes.stream(), Stream.of(note)).toList());
  }

  /** Whether every host that was asked for was asked to the end. */
  public boolean isComplete() {
    return ended
        && Stream.concat(hosts.stream().map(Host::scan), unlisted.stream().map(Unlisted::scan))
            .allMatch(Scan::isWhole);
  }

  /**
   * @param hostsTotal asked for
   * @param hostsIncomplete not asked to the end
   */
  public record Statistics(
      long hostsTotal, long hostsUp, long hostsDown, long hostsIncomplete, long openPorts) {}

  public Statistics statistics() {
    return new Statistics(
        hosts.size() + unlisted.stream().mapToLong(group -> group.addresses().count()).sum(),
        hosts.stream().filter(Host::isUp).count() + unlisted(group -> group.state().equals("up")),
        hosts.stream().filter(host -> host.state().equals("down")).count()
            + unlisted(group -> group.state().equals("down")),
        hosts.stream().filter(host -> !host.scan().isWhole()).count()
            + unlisted(group -> !group.scan().isWhole()),
        hosts.stream().mapToLong(Host::openPorts).sum());
  }

  private long unlisted(Predicate<Unlisted> chosen) {
    return unlisted.stream().filter(chosen).mapToLong(group -> group.addresses().count()).sum();
  }
}
