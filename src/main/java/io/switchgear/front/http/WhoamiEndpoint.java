package io.switchgear.front.http;

import io.switchgear.watch.view.CallerJson;

/** {@code /api/v1/whoami}: the caller, the caller's permissions, and which server this is. */
public final class WhoamiEndpoint {

  private WhoamiEndpoint() {}

  public static Endpoint of(CallerJson.Server server) {
    return Endpoint.get(
        "/api/v1/whoami",
        asked ->
            BreakerEndpoints.done(HttpResponses.view(200, CallerJson.of(asked.caller(), server))));
  }
}
