package io.switchgear.supervisor;

import io.switchgear.tool.ToolOutcome;
import io.switchgear.tool.ToolOutcome.Cancelled;
import io.switchgear.tool.ToolOutcome.Failed;
import io.switchgear.tool.ToolOutcome.Fault;
import io.switchgear.tool.ToolOutcome.Success;
import io.switchgear.tool.ToolOutput;

/** Outcomes of the tests' tools. */
final class SampleOutcomes {

  static final ToolOutcome WELL = new Success(ToolOutput.text("done"));
  static final ToolOutcome BADLY = new Failed(Fault.CRASHED, "exit 1");
  static final ToolOutcome UNREACHABLE = new Failed(Fault.TARGET_UNREACHABLE, "no answer");
  static final ToolOutcome GIVEN_UP = new Cancelled("given up", ToolOutput.NONE);

  private SampleOutcomes() {}
}
