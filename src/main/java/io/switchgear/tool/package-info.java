/**
 * The service-provider interface of a tool, and the vocabulary of a call: what is asked ({@link
 * io.switchgear.tool.ToolCall}), what was decided ({@link io.switchgear.tool.Plan}), what runs
 * ({@link io.switchgear.tool.ToolRun}), what came of it ({@link io.switchgear.tool.ToolOutcome}).
 *
 * <p>The life of a call:
 *
 * <pre>
 * ToolCall ─▶ Tool.plan ─▶ Plan.Refused ─▶ ToolOutcome (InvalidInput, OutOfScope)
 *                     └─▶ Plan.Ready(Work) ─▶ admitted by the supervisor ─▶ Work.start ─▶ ToolRun ─▶ ToolOutcome
 * </pre>
 *
 * A leaf: knows nothing of actors, HTTP or MCP.
 */
package io.switchgear.tool;
