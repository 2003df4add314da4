package io.switchgear.front.http.api;

import io.switchgear.front.http.endpoint.Endpoint.Asked;
import io.switchgear.watch.view.NodesReader;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** The query parameter {@code nodes}: of which nodes an answer tells. */
final class NodesParameter {

  private static final String NAME = "nodes";

  private NodesParameter() {}

  /**
   * @return the name of a node, or {@link NodesReader#ALL}; empty for the node that is asked, as
   *     without nodes
   * @throws IllegalArgumentException if there is no such node, or another parameter is given
   */
  static Optional<String> of(Asked asked, NodesReader nodes) {
    List<String> allowed = new ArrayList<>(List.of(NodesReader.ALL));
    allowed.addAll(nodes.names());
    return new QueryFields(asked.query(), Set.of(NAME)).oneOf(NAME, allowed);
  }
}
