/**
 * The Model Context Protocol, free of transport. {@link io.switchgear.mcp.McpServer} is the
 * entrance: a transport gives it the header fields, the bytes and the caller of a message, and gets
 * an {@link io.switchgear.mcp.exchange.McpReply}.
 *
 * <p>The rooms, from the top down; a room uses only rooms below it:
 *
 * <pre>
 * mcp       the entrance: one message in, one reply out; and a pipe with one client
 * era       how each era handles a message: its checks and its session
 * method    the methods of the protocol: names, permissions and effects
 * relay     requests of sessions that another node has
 * legacy    sessions and event streams of the 2025 era, which are actors
 * task      tool calls that go on without their client
 * catalog   what this server offers to clients: tools, prompts, resources, and what changed
 * exchange  a request under way: its events, its answer, its bounds, its questions to the client
 * wire      messages as they are sent and received, and the one place that reads and writes them
 *
 * mcp     ─▶ era, method, relay, legacy, catalog, task, exchange, wire
 * era     ─▶ method, relay, legacy, exchange, wire
 * method  ─▶ legacy, catalog, task, exchange, wire
 * relay   ─▶ legacy, exchange, wire
 * legacy  ─▶ catalog, exchange, wire
 * catalog ─▶ task, wire
 * exchange ─▶ wire
 * </pre>
 */
package io.switchgear.mcp;
