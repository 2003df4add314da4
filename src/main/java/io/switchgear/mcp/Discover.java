package io.switchgear.mcp;

import com.fasterxml.jackson.databind.node.ObjectNode;

/**
 * {@code server/discover}. Lists the modern versions only: a listed version is one whose envelope a
 * client may send.
 */
final class Discover implements Method {

  private final ServerIdentity identity;

  Discover(ServerIdentity identity) {
    this.identity = identity;
  }

  @Override
  public Answer answer(Context context, ObjectNode params) {
    ObjectNode body = Json.object();
    body.putArray("supportedVersions").add(Versions.MODERN);
    body.set("capabilities", capabilities());
    if (!identity.instructions().isEmpty()) {
      body.put("instructions", identity.instructions());
    }
    return new Answer.Result(body, true);
  }

  /** What is offered, in either era. */
  static ObjectNode capabilities() {
    ObjectNode capabilities = Json.object();
    capabilities.putObject("tools");
    return capabilities;
  }
}
