package io.switchgear.calls;

import io.switchgear.calls.step.CallStep;
import io.switchgear.calls.step.Next;
import io.switchgear.tool.AnswerBound;
import io.switchgear.tool.Progress;
import io.switchgear.tool.ToolCall;
import io.switchgear.tool.ToolRun;
import java.util.function.ToIntFunction;

/** Cuts answers that are longer than a client takes; see {@link AnswerBound}. */
public final class AnswerLimit implements CallStep {

  /** For programs that read whole answers. */
  public static final AnswerLimit NONE = new AnswerLimit(tool -> Integer.MAX_VALUE);

  private final ToIntFunction<String> maxBytes;

  /**
   * @param maxBytes of each form of an answer, by the tool's name; read at each call
   */
  public AnswerLimit(ToIntFunction<String> maxBytes) {
    this.maxBytes = maxBytes;
  }

  @Override
  public ToolRun around(ToolCall call, Progress progress, Next next) {
    ToolRun run = next.call(call, progress);
    int limit = maxBytes.applyAsInt(call.tool());
    if (limit == Integer.MAX_VALUE) {
      return run;
    }
    AnswerBound bound = new AnswerBound(limit);
    return run.with(run.outcome().thenApply(bound::of));
  }
}
