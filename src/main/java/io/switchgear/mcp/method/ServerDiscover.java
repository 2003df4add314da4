package io.switchgear.mcp.method;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.switchgear.mcp.exchange.MethodResult;
import io.switchgear.mcp.exchange.RequestContext;
import io.switchgear.mcp.wire.ProtocolVersions;
import io.switchgear.mcp.wire.Result;
import io.switchgear.mcp.wire.ServerCapabilities;
import io.switchgear.mcp.wire.ServerIdentity;
import java.util.List;
import java.util.Optional;

/**
 * {@code server/discover}. Lists the modern versions only: a listed version is one whose envelope a
 * client may send.
 */
final class ServerDiscover implements Method {

  static final MethodType TYPE =
      new MethodType(
          "server/discover",
          RequiredPermission.OPEN,
          MethodType.MODERN,
          parts -> Optional.of(new ServerDiscover(parts.identity(), parts.offer().capabilities())));

  private final ServerIdentity identity;
  private final ServerCapabilities capabilities;

  private ServerDiscover(ServerIdentity identity, ServerCapabilities capabilities) {
    this.identity = identity;
    this.capabilities = capabilities;
  }

  @Override
  public MethodResult answer(RequestContext context, ObjectNode params) {
    return new MethodResult.Done(
        new Result.Discovery(List.of(ProtocolVersions.MODERN), capabilities, identity.stated()));
  }
}
