package io.switchgear.tool;

import java.util.List;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.BiFunction;

/** A catalog that lists no tool, runs every call by a function, and records refused calls. */
public final class UnlistedTools implements ToolCatalog {

  private final BiFunction<ToolCall, Progress, ToolRun> run;
  private final List<ToolOutcome> turnedAway = new CopyOnWriteArrayList<>();

  private UnlistedTools(BiFunction<ToolCall, Progress, ToolRun> run) {
    this.run = run;
  }

  public static UnlistedTools running(BiFunction<ToolCall, Progress, ToolRun> run) {
    return new UnlistedTools(run);
  }

  /** Ends every call at once. */
  public static UnlistedTools ending(ToolOutcome outcome) {
    return running((call, progress) -> ToolRun.completed(outcome));
  }

  /** The outcomes of calls that were refused before they reached this catalog. */
  public List<ToolOutcome> turnedAway() {
    return turnedAway;
  }

  @Override
  public void turnedAway(ToolCall call, ToolOutcome outcome) {
    turnedAway.add(outcome);
  }

  @Override
  public List<ToolDescriptor> descriptors() {
    return List.of();
  }

  @Override
  public Optional<ToolDescriptor> find(String name) {
    return Optional.empty();
  }

  @Override
  public ToolRun call(ToolCall call, Progress progress) {
    return run.apply(call, progress);
  }
}
