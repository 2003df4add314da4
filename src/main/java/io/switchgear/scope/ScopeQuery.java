package io.switchgear.scope;

import java.util.List;
import java.util.Objects;

/**
 * For whom and for what a decision about targets is.
 *
 * @param principal the name of the caller
 * @param tool the name of the tool that will contact the targets
 * @param ports every port that the tool may probe; empty if it only looks which hosts answer,
 *     without a port
 * @param hints sentences for a refusal because of the ports: which of them the caller did not name,
 *     and how to call without these
 */
public record ScopeQuery(String principal, String tool, PortSet ports, List<String> hints) {

  public ScopeQuery {
    Objects.requireNonNull(principal);
    Objects.requireNonNull(tool);
    Objects.requireNonNull(ports);
    hints = List.copyOf(hints);
  }

  public ScopeQuery(String principal, String tool, PortSet ports) {
    this(principal, tool, ports, List.of());
  }
}
