package io.switchgear.app;

import static org.junit.jupiter.api.Assertions.assertEquals;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import io.switchgear.config.Settings;
import io.switchgear.front.http.endpoint.Access;
import io.switchgear.front.http.endpoint.CrossSite;
import io.switchgear.front.http.endpoint.Route;
import java.io.InputStream;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The table of routes: methods, path, access; then what differs from the rule. */
@Tag("network")
@Tag("process")
class RoutesTest {

  private static final String TABLE =
      """
      DELETE /api/v1/drills ops:write order
      DELETE /api/v1/drills/{tool} ops:write order
      DELETE /api/v1/jobs/{id} scan:run|ops:write order
      DELETE /api/v1/metrics ops:write order
      DELETE /api/v1/schedules/{id} scan:run|ops:write order
      GET HEAD / public link
      GET HEAD /api/v1/alerts ops:read
      GET HEAD /api/v1/audit ops:read
      GET HEAD /api/v1/breakers ops:read
      GET HEAD /api/v1/breakers/{name} ops:read
      GET HEAD /api/v1/calls ops:read
      GET HEAD /api/v1/cluster ops:read
      GET HEAD /api/v1/config ops:read
      GET HEAD /api/v1/drills ops:read
      GET HEAD /api/v1/drills/{tool} ops:read
      GET HEAD /api/v1/events ops:read
      GET HEAD /api/v1/health ops:read
      GET HEAD /api/v1/health/history ops:read
      GET HEAD /api/v1/hosts scan:run|ops:read
      GET HEAD /api/v1/jobs scan:run|ops:read
      GET HEAD /api/v1/jobs/{id} scan:run|ops:read
      GET HEAD /api/v1/jobs/{id}/diff/{other} scan:run|ops:read
      GET HEAD /api/v1/jobs/{id}/hosts scan:run|ops:read
      GET HEAD /api/v1/jobs/{id}/problems scan:run|ops:read
      GET HEAD /api/v1/jobs/{id}/report scan:run|ops:read
      GET HEAD /api/v1/metrics ops:read
      GET HEAD /api/v1/metrics/compare ops:read
      GET HEAD /api/v1/metrics/correlation ops:read
      GET HEAD /api/v1/metrics/export ops:read
      GET HEAD /api/v1/metrics/snapshots ops:read
      GET HEAD /api/v1/metrics/snapshots/{id} ops:read
      GET HEAD /api/v1/metrics/tools/{tool} ops:read
      GET HEAD /api/v1/metrics/tools/{tool}/series ops:read
      GET HEAD /api/v1/schedules scan:run|ops:read
      GET HEAD /api/v1/schedules/{id} scan:run|ops:read
      GET HEAD /api/v1/schedules/{id}/runs scan:run|ops:read
      GET HEAD /api/v1/tools ops:read
      GET HEAD /api/v1/whoami ops:read
      GET HEAD /assets/{version}/{file} public
      GET HEAD /health ops:read
      GET HEAD /health/live public
      GET HEAD /health/ready public
      GET HEAD /metrics ops:read
      GET HEAD /openapi.yaml ops:read
      PATCH /api/v1/jobs/{id} scan:run|ops:write order body 1048576
      PATCH /api/v1/schedules/{id} scan:run|ops:write order body 1048576
      POST /api/v1/breakers/{name}/{action} ops:write order body 16384
      POST /api/v1/calls/{call}/cancel ops:write order body 16384
      POST /api/v1/cluster/nodes/{node}/down ops:write order body 16384
      POST /api/v1/cluster/nodes/{node}/leave ops:write order body 16384
      POST /api/v1/config/reload ops:write order body 16384
      POST /api/v1/drills/{tool} ops:write order body 16384
      POST /api/v1/jobs scan:run order body 1048576
      POST /api/v1/jobs/{id}/cancel scan:run|ops:write order body 16384
      POST /api/v1/jobs/{id}/pause scan:run|ops:write order body 16384
      POST /api/v1/jobs/{id}/resume scan:run|ops:write order body 16384
      POST /api/v1/metrics/snapshots ops:write order body 16384
      POST /api/v1/schedules scan:run order body 1048576
      POST /api/v1/schedules/{id}/disable scan:run|ops:write order body 16384
      POST /api/v1/schedules/{id}/enable scan:run|ops:write order body 16384
      POST /api/v1/schedules/{id}/run scan:run|ops:write order body 16384
      POST GET DELETE /mcp by message (tools:read scan:run) body 1048576
      """;

  private static List<Route> routes;

  @BeforeAll
  static void serve(@TempDir Path folder) {
    Map<String, String> overrides =
        Map.of("switchgear.http.port", "0", "switchgear.data-dir", folder.toString());
    try (Switchgear server = Switchgear.serve(Settings.load(Optional.empty(), overrides))) {
      routes = server.routes();
    }
  }

  @Test
  void theTableIsKnown() {
    assertEquals(
        TABLE, routes.stream().map(RoutesTest::line).sorted().collect(Collectors.joining()));
  }

  private static String line(Route route) {
    String access =
        switch (route.access()) {
          case Access.Public everybody -> "public";
          case Access.Needs needs -> needs.permission().wire();
          case Access.NeedsAny any ->
              any.anyOf().stream()
                  .map(permission -> permission.wire())
                  .collect(Collectors.joining("|"));
          case Access.ByMessage message ->
              message.permissions().stream()
                  .map(permission -> permission.wire())
                  .collect(Collectors.joining(" ", "by message (", ")"));
        };
    return String.join(" ", route.methods())
        + " "
        + route.path()
        + " "
        + access
        + (route.isOrder() ? " order" : "")
        + (route.crossSite() == CrossSite.LINK ? " link" : "")
        + (route.maxBody() > 0 ? " body " + route.maxBody() : "")
        + "\n";
  }

  /** HEAD follows from GET, and MCP has a specification of its own. */
  @Test
  void theDescriptionNamesTheSameRoutes() throws Exception {
    TreeSet<String> described = new TreeSet<>();
    try (InputStream in =
        Route.class.getResourceAsStream("/io/switchgear/front/http/openapi.yaml")) {
      for (Map.Entry<String, JsonNode> path :
          new YAMLMapper().readTree(in).path("paths").properties()) {
        Stream.of("get", "post", "patch", "delete")
            .filter(path.getValue()::has)
            .forEach(
                method -> described.add(method.toUpperCase(Locale.ROOT) + " " + path.getKey()));
      }
    }
    TreeSet<String> served = new TreeSet<>();
    for (Route route : routes) {
      if (!route.path().toString().equals("/mcp")) {
        route.methods().stream()
            .filter(method -> !method.equals("HEAD"))
            .forEach(method -> served.add(method + " " + route.path()));
      }
    }
    assertEquals(described, served);
  }
}
