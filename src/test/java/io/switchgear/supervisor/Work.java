package io.switchgear.supervisor;

import io.switchgear.tool.Deadline;
import io.switchgear.tool.Progress;
import io.switchgear.tool.ToolRun;

/** What a {@link FakeTool} does with a plan. */
@FunctionalInterface
interface Work {

  ToolRun start(Deadline deadline, Progress progress);
}
