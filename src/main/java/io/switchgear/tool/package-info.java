/**
 * The service-provider interface of tools, and the types of a call: the request ({@link
 * io.switchgear.tool.ToolCall}), the plan ({@link io.switchgear.tool.ToolPlan}), the run ({@link
 * io.switchgear.tool.ToolRun}), the outcome ({@link io.switchgear.tool.ToolOutcome}).
 *
 * <p>The life of a call:
 *
 * <pre>
 * ToolCall ─▶ Tool.check ─▶ breaker's published state ─▶ Tool.plan ─▶ Planned(ToolPlan) ─▶ admitted ─▶ Tool.run ─▶ ToolRun ─▶ ToolOutcome
 *                                                               └─▶ Refused ─▶ ToolOutcome (InvalidInput, OutOfScope)
 * </pre>
 *
 * Calls, plans and outcomes are data. Progress and the client's log are live and passed separately:
 * {@link io.switchgear.tool.Progress}.
 *
 * <p>A leaf package: independent of actors, HTTP and MCP.
 */
package io.switchgear.tool;
