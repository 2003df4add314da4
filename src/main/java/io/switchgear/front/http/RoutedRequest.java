package io.switchgear.front.http;

import io.switchgear.front.http.endpoint.RouteTable.Match;
import io.switchgear.tool.Caller.Permission;
import java.util.Collection;
import java.util.List;
import org.apache.pekko.http.javadsl.model.HttpRequest;

/**
 * A request with its parsed header fields and its matched route. Created once per request.
 *
 * @param path without the trailing slash of {@code /mcp/}
 * @param rules in effect when the request arrived
 */
record RoutedRequest(
    HttpRequest request,
    String path,
    Match match,
    RequestFields fields,
    Connection connection,
    EntryRules rules) {

  private static final String UNKNOWN = "(no such path)";

  boolean isForMcp() {
    return path.equals(McpRoute.PATH);
  }

  /**
   * The path template, for the audit log. An unknown path is not recorded, because unauthenticated
   * callers choose it.
   */
  String routeName() {
    return match.knownPlace().map(place -> place.template()).orElse(UNKNOWN);
  }

  /** Whether the path may be used without a token. */
  boolean isPublic() {
    return match.knownPlace().filter(place -> place.isPublic()).isPresent();
  }

  /** The permissions that a client should ask for in its token. */
  Collection<Permission> permissions() {
    return switch (match) {
      case Match.Found found -> found.route().access().permissions();
      case Match.OtherMethod other -> isForMcp() ? Authentication.TO_CALL_TOOLS : List.of();
      case Match.Nothing nothing -> List.of();
    };
  }
}
