package io.switchgear.front.http.api;

import io.switchgear.front.http.endpoint.Endpoint;
import io.switchgear.front.http.endpoint.HttpResponses;
import io.switchgear.tool.Caller.Permission;
import io.switchgear.watch.view.CallerJson;

/** {@code /api/v1/whoami}: the caller, the caller's permissions, and which server this is. */
public final class CallerEndpoint {

  private CallerEndpoint() {}

  public static Endpoint of(CallerJson.Server server) {
    return Endpoint.get("/api/v1/whoami")
        .needs(Permission.OPS_READ)
        .answeredBy(
            asked ->
                BreakerEndpoints.done(
                    HttpResponses.view(200, CallerJson.of(asked.caller(), server))));
  }
}
