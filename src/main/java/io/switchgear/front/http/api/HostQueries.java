package io.switchgear.front.http.api;

import io.switchgear.scan.job.HostQuery;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import java.util.Set;

/** Reads the query parameters that select hosts. */
final class HostQueries {

  static final String LIMIT = "limit";
  static final String CURSOR = "cursor";

  private static final int MAX_PORT = 65_535;
  private static final List<String> STATES = List.of("up", "down", "unknown");
  private static final Set<String> KNOWN =
      Set.of("open", "port", "service", "state", "target", "since", LIMIT, CURSOR);

  private HostQueries() {}

  /**
   * @throws IllegalArgumentException for an unknown parameter or a wrong value
   */
  static HostQuery of(Map<String, String> query) {
    QueryFields fields = new QueryFields(query, KNOWN);
    OptionalInt port = fields.whole("port", 0, MAX_PORT);
    return new HostQuery(
        fields.flag("open"),
        port,
        fields.text("service"),
        fields.oneOf("state", STATES),
        fields.text("target"),
        fields.time("since", InstantSource.system()),
        fields.whole(LIMIT, 1, HostQuery.MAX_LIMIT).orElse(HostQuery.USUAL_LIMIT),
        fields.text(CURSOR));
  }
}
