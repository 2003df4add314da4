package io.switchgear.mcp.method;

import io.switchgear.mcp.catalog.McpOffer;
import io.switchgear.mcp.catalog.ToolEntries;
import io.switchgear.mcp.exchange.RequestState;
import io.switchgear.mcp.wire.ServerIdentity;

/**
 * The parts of a server that methods are made from.
 *
 * @param offer what clients can use
 * @param identity what the server says of itself
 * @param entries what is computed once for each tool
 * @param states of requests that have asked their client
 * @param subscriptions the open streams of modern clients
 */
public record MethodParts(
    McpOffer offer,
    ServerIdentity identity,
    ToolEntries entries,
    RequestState states,
    Subscriptions subscriptions) {}
