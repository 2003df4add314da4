package io.switchgear.supervisor;

import io.switchgear.tool.ToolOutcome;

/** The one answer to {@link ToolSupervisor.CallTool}. */
record Answered(String callId, ToolOutcome outcome) {}
