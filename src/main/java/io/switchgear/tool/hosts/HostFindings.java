package io.switchgear.tool.hosts;

import java.time.Instant;
import java.util.EnumSet;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;

/**
 * The findings of a scan, as data. Clients receive a text and a JSON tree instead, which contain as
 * much of it as fits.
 *
 * @param hosts in the order of their addresses
 * @param unlisted addresses of which only the state is known
 * @param ended false if the scan was stopped before its end
 * @param startedAt wall clock
 * @param finishedAt wall clock
 */
public record HostFindings(
    List<Host> hosts,
    List<Unlisted> unlisted,
    boolean ended,
    Optional<Instant> startedAt,
    Optional<Instant> finishedAt) {

  public HostFindings {
    hosts = copy(hosts);
    unlisted = copy(unlisted);
    startedAt = startedAt == null ? Optional.empty() : startedAt;
    finishedAt = finishedAt == null ? Optional.empty() : finishedAt;
  }

  /** A list that another version omitted is empty. */
  private static <T> List<T> copy(List<T> list) {
    return list == null ? List.of() : List.copyOf(list);
  }

  /** The progress of the scan of one host. */
  public enum Scan {
    COMPLETE,
    /** Ended at the time limit per host. */
    TIMED_OUT,
    /** A router or the host's network reported that it is unreachable. */
    UNREACHABLE,
    /** Not started or not finished when the whole scan was stopped. */
    STOPPED,
    /**
     * This machine could not send: no route, no socket, or no permission. It says nothing about the
     * host.
     */
    LOCAL_FAILURE;

    private static final Set<Scan> FINAL = EnumSet.of(COMPLETE, UNREACHABLE);

    private final String wire = name().toLowerCase(Locale.ROOT);

    public String wire() {
      return wire;
    }

    /** Whether repeating the scan would find nothing more. */
    public boolean isWhole() {
      return FINAL.contains(this);
    }
  }

  /**
   * @param address canonical text
   * @param names that the caller used for it
   * @param state {@code up}, {@code down} or {@code unknown}
   * @param reason the scanner's reason for the state
   * @param ports open ports, and others with more information than their state
   * @param others all other ports, grouped by state
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

    public Host {
      names = copy(names);
      ports = copy(ports);
      others = copy(others);
      traits = Objects.requireNonNullElse(traits, Traits.NONE);
    }

    public Host withNames(List<String> other) {
      return new Host(address, other, state, reason, scan, ports, others, traits);
    }

    public Host withScan(Scan other) {
      return new Host(address, names, state, reason, other, ports, others, traits);
    }

    /**
     * A copy of the host, marked as one to which this machine could not send.
     *
     * @param why the reason, in the report's vocabulary
     */
    public Host notAsked(String why) {
      return new Host(
          address, names, "unknown", why, Scan.LOCAL_FAILURE, List.of(), List.of(), Traits.NONE);
    }

    public boolean isUp() {
      return state.equals("up");
    }

    /** The number of open ports, listed or only counted. */
    public long openPorts() {
      return ports.stream().filter(Port::isOpen).count()
          + others.stream()
              .filter(group -> group.state().equals(Port.OPEN))
              .mapToLong(PortGroup::count)
              .sum();
    }
  }

  /**
   * Addresses with the same result.
   *
   * @param state as in {@link Host}
   */
  public record Unlisted(String state, String reason, Scan scan, Ranges addresses) {}

  /**
   * One port. Empty strings stand for unknown values and are omitted on the wire.
   *
   * @param state {@code open}, {@code closed}, {@code filtered} and nmap's combinations of them
   * @param owner the user that the service runs as, as the service reports it
   * @param banner the first text that the service sent, sanitised and bounded
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

    public Port {
      scripts = copy(scripts);
      service = Objects.requireNonNullElse(service, Service.NONE);
    }

    public static final String OPEN = "open";

    public boolean isOpen() {
      return state.equals(OPEN);
    }

    /** Whether it is open or more than its state is known. */
    public boolean isWorthListing() {
      return isOpen()
          || !service.product().isEmpty()
          || !owner.isEmpty()
          || !banner.isEmpty()
          || !scripts.isEmpty();
    }
  }

  /**
   * The service on a port.
   *
   * @param tunnel {@code ssl} or empty
   * @param method {@code probed}, or {@code table} if the name is only the usual one for the port
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

    public Service {
      cpe = copy(cpe);
    }

    public static final Service NONE = usual("");

    /** A service that is known only by its port number. */
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
          names);
    }
  }

  /** Ports of one state. */
  public record PortGroup(String state, Ranges ports, String reason) {
    public long count() {
      return ports.count();
    }
  }

  /**
   * Output of a script.
   *
   * @param output text from the target, sanitised and bounded
   */
  public record Script(String id, String output) {}

  /**
   * Further information about a host.
   *
   * @param reverseNames from the address's reverse zone, which the zone's operator controls
   * @param uptimeSeconds an estimate; negative if there is none
   * @param distance in hops; negative if unknown
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

    public Traits {
      reverseNames = copy(reverseNames);
      os = copy(os);
      trace = copy(trace);
      scripts = copy(scripts);
    }

    public static final Traits NONE =
        new Traits(List.of(), "", "", -1, "", -1, List.of(), List.of(), List.of());

    /** Whether nothing is known. Then only the host's ports decide whether it is listed. */
    public boolean isEmpty() {
      return equals(NONE);
    }
  }

  /**
   * @param accuracy percent
   * @param classes such as {@code general purpose, Linux, Linux, 5.X}
   */
  public record OsGuess(String name, int accuracy, List<String> classes, List<String> cpe) {

    private static final int MAX = 10;

    public OsGuess {
      classes = copy(classes);
      cpe = copy(cpe);
    }

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
   * A router on the path, or the host itself.
   *
   * @param roundTripMillis as the scanner wrote it; empty if not measured
   */
  public record Hop(int ttl, String address, String name, String roundTripMillis) {}
}
