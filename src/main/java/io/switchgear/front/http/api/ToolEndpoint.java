package io.switchgear.front.http.api;

import io.switchgear.front.http.endpoint.Endpoint;
import io.switchgear.front.http.endpoint.HttpResponses;
import io.switchgear.tool.Caller.Permission;
import io.switchgear.watch.view.ToolReader;

/** {@code /api/v1/tools}: all tools with state and statistics. */
public final class ToolEndpoint {

  private ToolEndpoint() {}

  public static Endpoint of(ToolReader tools) {
    return Endpoint.get("/api/v1/tools")
        .needs(Permission.OPS_READ)
        .answeredBy(asked -> tools.all().thenApply(all -> HttpResponses.view(200, all)));
  }
}
