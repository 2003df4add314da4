package io.switchgear.supervisor;

/** The answer to {@link ToolSupervisor.Drain}. */
record Drained(String tool) {}
