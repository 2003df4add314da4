package io.switchgear.tool;

import java.util.function.ToIntFunction;

/** Tools whose answers are held to a length; see {@link AnswerBound}. */
public final class BoundedTools extends ForwardingTools {

  private final ToolCatalog inner;
  private final ToIntFunction<String> maxBytes;

  /**
   * @param maxBytes of each form of an answer, by the tool's name; asked at each call
   */
  public BoundedTools(ToolCatalog inner, ToIntFunction<String> maxBytes) {
    this.inner = inner;
    this.maxBytes = maxBytes;
  }

  @Override
  protected ToolCatalog inner() {
    return inner;
  }

  @Override
  public ToolRun call(ToolCall call, Progress progress) {
    ToolRun run = inner.call(call, progress);
    AnswerBound bound = new AnswerBound(maxBytes.applyAsInt(call.tool()));
    return run.with(run.outcome().thenApply(bound::of));
  }
}
