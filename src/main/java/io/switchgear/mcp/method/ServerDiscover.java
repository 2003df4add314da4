package io.switchgear.mcp.method;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.switchgear.mcp.exchange.MethodResult;
import io.switchgear.mcp.exchange.RequestContext;
import io.switchgear.mcp.wire.CacheHint;
import io.switchgear.mcp.wire.Json;
import io.switchgear.mcp.wire.ProtocolVersions;
import io.switchgear.mcp.wire.ServerIdentity;

/**
 * {@code server/discover}. Lists the modern versions only: a listed version is one whose envelope a
 * client may send.
 */
public final class ServerDiscover implements Method {

  private final ServerIdentity identity;
  private final ObjectNode capabilities;

  public ServerDiscover(ServerIdentity identity, ObjectNode capabilities) {
    this.identity = identity;
    this.capabilities = capabilities;
  }

  @Override
  public MethodResult answer(RequestContext context, ObjectNode params) {
    ObjectNode body = Json.object();
    body.putArray("supportedVersions").add(ProtocolVersions.MODERN);
    body.set("capabilities", capabilities);
    if (!identity.instructions().isEmpty()) {
      body.put("instructions", identity.instructions());
    }
    return new MethodResult.Result(body, CacheHint.KEEP_A_WHILE);
  }
}
