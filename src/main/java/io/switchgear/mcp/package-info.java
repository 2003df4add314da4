/**
 * The Model Context Protocol, free of transport: what comes in is decoded, placed in its era,
 * validated and dispatched; what goes out is encoded for that era.
 *
 * <pre>
 * bytes ─▶ MessageReader ─▶ EraClassifier ─▶ StandardHeaders, Envelope (modern) │ Sessions (legacy)
 *       ─▶ Method ─▶ Answer ─▶ Encoder ─▶ McpReply
 * </pre>
 *
 * A legacy client's session is an actor, {@code Session}, child of {@link
 * io.switchgear.mcp.SessionRegistry}; its calls read what is published of it and send it no
 * message.
 *
 * <p>A method of the protocol is one class that implements {@link io.switchgear.mcp.Method} and one
 * line in {@link io.switchgear.mcp.McpServer}.
 */
package io.switchgear.mcp;

