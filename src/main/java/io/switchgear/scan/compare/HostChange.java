package io.switchgear.scan.compare;

import java.util.List;
import java.util.Optional;

/**
 * What changed on one host.
 *
 * @param names of the host in the later job; of the earlier one if the host went
 * @param fields changes of the host itself; empty unless it was up both times
 * @param ports at most {@value #MAX_PORTS}, ascending. If the host came or went, all its listed
 *     ports
 * @param morePorts changed ports that are left out
 * @param others ports that are listed in neither job and changed their state
 */
public record HostChange(
    String address,
    List<String> names,
    ChangeKind kind,
    List<FieldChange> fields,
    List<PortChange> ports,
    int morePorts,
    List<PortMove> others) {

  public static final int MAX_PORTS = 200;

  public HostChange {
    names = List.copyOf(names);
    fields = List.copyOf(fields);
    ports = List.copyOf(ports);
    others = List.copyOf(others);
  }

  /**
   * @param field {@code names}, {@code os}, {@code mac}, or {@code scripts}
   * @param before empty for none
   * @param after empty for none
   */
  public record FieldChange(String field, String before, String after) {}

  /**
   * @param changed {@code state}, {@code service}, {@code product}, {@code version}, {@code
   *     extra_info}, {@code banner}, {@code scripts}; empty if the host came or went
   * @param before empty if the host came
   * @param after empty if the host went
   */
  public record PortChange(
      int port,
      String protocol,
      ChangeKind kind,
      List<String> changed,
      Optional<PortFacts> before,
      Optional<PortFacts> after) {

    public PortChange {
      changed = List.copyOf(changed);
    }
  }

  /**
   * A port in one job. Empty texts stand for unknown values.
   *
   * @param service its name, with {@code ssl/} before it if it is in a tunnel
   */
  public record PortFacts(
      String state, String service, String product, String version, String extraInfo) {}

  /**
   * Ports of a host that changed from one state to another.
   *
   * @param ports such as {@code 1-79,81}; the first ranges, or empty if only their number is known
   */
  public record PortMove(String before, String after, long count, String ports) {}
}
