package io.switchgear.mcp;

import com.fasterxml.jackson.databind.node.ObjectNode;

/**
 * {@code server/discover}. Lists the modern versions only: a listed version is one whose envelope a
 * client may send.
 */
final class Discover implements Method {

  private final ServerIdentity identity;
  private final ObjectNode capabilities;

  Discover(ServerIdentity identity, ObjectNode capabilities) {
    this.identity = identity;
    this.capabilities = capabilities;
  }

  @Override
  public MethodResult answer(RequestContext context, ObjectNode params) {
    ObjectNode body = Json.object();
    body.putArray("supportedVersions").add(Versions.MODERN);
    body.set("capabilities", capabilities);
    if (!identity.instructions().isEmpty()) {
      body.put("instructions", identity.instructions());
    }
    return new MethodResult.Result(body, CacheHint.KEEP_A_WHILE);
  }
}
