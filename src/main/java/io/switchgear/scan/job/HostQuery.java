package io.switchgear.scan.job;

import java.time.Instant;
import java.util.Optional;
import java.util.OptionalInt;

/**
 * Selects hosts; in the order of their addresses, IPv4 first. Filters about ports hold together for
 * one port: {@code port} 22 and {@code service} ssh select hosts with ssh on port 22.
 *
 * @param open only hosts with an open port; with the other filters: that port is open
 * @param port only hosts with this port listed, 0 to 65535
 * @param service exact name of a service, such as {@code ssh}
 * @param state {@code up}, {@code down} or {@code unknown}
 * @param target address, CIDR block or IPv4 range that contains the host
 * @param since only hosts seen at or after it
 * @param limit 1 to {@value #MAX_LIMIT}
 * @param cursor of the page before
 */
public record HostQuery(
    boolean open,
    OptionalInt port,
    Optional<String> service,
    Optional<String> state,
    Optional<String> target,
    Optional<Instant> since,
    int limit,
    Optional<String> cursor) {

  public static final int MAX_LIMIT = 1000;
  public static final int USUAL_LIMIT = 100;

  public static final HostQuery ALL =
      new HostQuery(
          false,
          OptionalInt.empty(),
          Optional.empty(),
          Optional.empty(),
          Optional.empty(),
          Optional.empty(),
          USUAL_LIMIT,
          Optional.empty());

  public HostQuery limit(int other) {
    return new HostQuery(open, port, service, state, target, since, other, cursor);
  }

  public HostQuery after(Optional<String> other) {
    return new HostQuery(open, port, service, state, target, since, limit, other);
  }
}
