/**
 * The Model Context Protocol, free of transport: what comes in is decoded, placed in its era,
 * validated and dispatched; what goes out is encoded for that era.
 *
 * <pre>
 * bytes ─▶ MessageReader ─▶ EraClassifier ─▶ StandardHeaders, Envelope (modern) │ Sessions (legacy)
 *       ─▶ Method ─▶ Answer ─▶ Encoder ─▶ McpReply
 * </pre>
 *
 * A method of the protocol is one class that implements {@link io.switchgear.mcp.Method} and one
 * line in {@link io.switchgear.mcp.McpServer}.
 */
package io.switchgear.mcp;
