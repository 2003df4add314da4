/**
 * The service-provider interface of a tool, and the vocabulary of a call: what is asked ({@link
 * io.switchgear.tool.ToolCall}), what will run ({@link io.switchgear.tool.ToolPlan}), a run under
 * way ({@link io.switchgear.tool.ToolRun}), how it ended ({@link io.switchgear.tool.ToolOutcome}).
 *
 * <p>The life of a call:
 *
 * <pre>
 * ToolCall ─▶ Tool.check ─▶ breaker's published state ─▶ Tool.plan ─▶ Planned(ToolPlan) ─▶ admitted ─▶ Tool.run ─▶ ToolRun ─▶ ToolOutcome
 *                                                               └─▶ Refused ─▶ ToolOutcome (InvalidInput, OutOfScope)
 * </pre>
 *
 * Calls, plans and outcomes are data. What is live (progress, the client's log) is a parameter
 * beside them: {@link io.switchgear.tool.Progress}.
 *
 * <p>A leaf: knows nothing of actors, HTTP or MCP.
 */
package io.switchgear.tool;
