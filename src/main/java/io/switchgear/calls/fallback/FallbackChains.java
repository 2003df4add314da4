package io.switchgear.calls.fallback;

import io.switchgear.config.FallbackSettings;
import io.switchgear.config.FallbackSettings.Trigger;
import io.switchgear.tool.ForwardingTools;
import io.switchgear.tool.Progress;
import io.switchgear.tool.ToolCall;
import io.switchgear.tool.ToolCatalog;
import io.switchgear.tool.ToolDescriptor;
import io.switchgear.tool.ToolOutcome;
import io.switchgear.tool.ToolOutcome.Cancelled;
import io.switchgear.tool.ToolOutcome.Failed;
import io.switchgear.tool.ToolOutcome.InvalidInput;
import io.switchgear.tool.ToolOutcome.OutOfScope;
import io.switchgear.tool.ToolOutcome.Rejected;
import io.switchgear.tool.ToolOutcome.Success;
import io.switchgear.tool.ToolOutcome.TimedOut;
import io.switchgear.tool.ToolRun;
import io.switchgear.tool.Verdict;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.BiFunction;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Tools that are answered for when they cannot answer. What stands in is a success that says what
 * it is; when every step passes, the caller gets the tool's own outcome, with what was tried.
 *
 * <p>The steps see the tools below this, so a tool that stands in is not itself stood in for.
 */
public final class FallbackChains extends ForwardingTools {

  private static final Logger LOG = LoggerFactory.getLogger(FallbackChains.class);

  /** What a tool's calls fall back to, and when. */
  record Chain(List<FallbackStep> steps, Set<Trigger> on) {}

  private final ToolCatalog inner;
  private final Map<String, Chain> chains;
  private final BiFunction<String, ToolOutcome, Verdict> verdicts;

  private FallbackChains(
      ToolCatalog inner,
      Map<String, Chain> chains,
      BiFunction<String, ToolOutcome, Verdict> verdicts) {
    this.inner = inner;
    this.chains = Map.copyOf(chains);
    this.verdicts = verdicts;
  }

  /**
   * @param inner runs the calls, those of tools that stand in too
   * @param settings by tool; a tool without steps is left alone
   * @param pantry needed when one of the settings does
   * @param verdicts how the outcome of the tool of that name counts
   * @throws IllegalArgumentException if a chain cannot work; see {@link #check}
   */
  public static FallbackChains of(
      ToolCatalog inner,
      Map<String, FallbackSettings> settings,
      Optional<FallbackStores> pantry,
      BiFunction<String, ToolOutcome, Verdict> verdicts) {
    check(inner.descriptors(), settings);
    Map<String, Chain> chains = new TreeMap<>();
    for (ToolDescriptor tool : inner.descriptors()) {
      FallbackSettings chosen = settings.getOrDefault(tool.name(), FallbackSettings.NONE);
      if (!chosen.steps().isEmpty()) {
        OutputConformance promised = new OutputConformance(tool);
        List<FallbackStep> steps =
            chosen.steps().stream().map(step -> step(step, promised, inner, pantry)).toList();
        chains.put(tool.name(), new Chain(steps, chosen.on()));
      }
    }
    return new FallbackChains(inner, chains, verdicts);
  }

  /**
   * Looks for chains that cannot work: another tool that is not there, a static answer that is not
   * what the tool promises.
   *
   * @throws IllegalArgumentException which names the key and what to do
   */
  public static void check(List<ToolDescriptor> tools, Map<String, FallbackSettings> settings) {
    List<String> names = tools.stream().map(ToolDescriptor::name).toList();
    for (ToolDescriptor tool : tools) {
      FallbackSettings chosen = settings.getOrDefault(tool.name(), FallbackSettings.NONE);
      for (FallbackSettings.Step step : chosen.steps()) {
        problem(tool, step, names)
            .ifPresent(
                problem -> {
                  throw new IllegalArgumentException(
                      "switchgear.tools." + tool.name() + ".fallback: " + problem);
                });
      }
    }
  }

  private static Optional<String> problem(
      ToolDescriptor tool, FallbackSettings.Step step, List<String> names) {
    return switch (step) {
      case FallbackSettings.OtherTool other when other.name().equals(tool.name()) ->
          Optional.of("a tool cannot stand in for itself; name another one");
      case FallbackSettings.OtherTool other when !names.contains(other.name()) ->
          Optional.of(
              "there is no tool '%s'; enabled are %s"
                  .formatted(other.name(), String.join(", ", names)));
      case FallbackSettings.OtherTool ignored -> Optional.empty();
      case FallbackSettings.Fixed fixed ->
          fixed
              .structured()
              .flatMap(new OutputConformance(tool)::problem)
              .map(wrong -> "static.structured is not what the tool promises: " + wrong);
      case FallbackSettings.Cache ignored -> Optional.empty();
      case FallbackSettings.Queue ignored -> Optional.empty();
    };
  }

  private static FallbackStep step(
      FallbackSettings.Step step,
      OutputConformance promised,
      ToolCatalog inner,
      Optional<FallbackStores> pantry) {
    return switch (step) {
      case FallbackSettings.Cache cache -> pantry.orElseThrow().cache(cache.maxAge(), promised);
      case FallbackSettings.OtherTool other -> new ToolStep(other, promised, inner);
      case FallbackSettings.Queue ignored -> pantry.orElseThrow().queueStep();
      case FallbackSettings.Fixed fixed -> new FixedStep(fixed);
    };
  }

  @Override
  protected ToolCatalog inner() {
    return inner;
  }

  @Override
  public ToolRun call(ToolCall call, Progress progress) {
    Chain chain = chains.get(call.tool());
    if (chain == null) {
      return inner.call(call, progress);
    }
    return new FallbackRun(
        call,
        progress,
        inner.call(call, progress),
        outcome -> trigger(call.tool(), outcome).filter(chain.on()::contains).isPresent(),
        chain.steps());
  }

  private Optional<Trigger> trigger(String tool, ToolOutcome outcome) {
    return switch (outcome) {
      case Rejected rejected ->
          switch (rejected.refusal()) {
            case CIRCUIT_OPEN -> Optional.of(Trigger.OPEN);
            case BULKHEAD_FULL -> Optional.of(Trigger.FULL);
            case RATE_LIMITED, UNRECORDED, SHUTTING_DOWN -> Optional.empty();
          };
      case Failed ignored -> ifCounted(Trigger.FAILURE, tool, outcome);
      case TimedOut ignored -> ifCounted(Trigger.TIMEOUT, tool, outcome);
      case Success ignored -> Optional.empty();
      case Cancelled ignored -> Optional.empty();
      case InvalidInput ignored -> Optional.empty();
      case OutOfScope ignored -> Optional.empty();
    };
  }

  private Optional<Trigger> ifCounted(Trigger trigger, String tool, ToolOutcome outcome) {
    return verdict(tool, outcome) == Verdict.FAILURE ? Optional.of(trigger) : Optional.empty();
  }

  private Verdict verdict(String tool, ToolOutcome outcome) {
    try {
      return verdicts.apply(tool, outcome);
    } catch (RuntimeException bug) {
      LOG.error("'{}' could not judge an outcome; the default counts", tool, bug);
      return Verdict.of(outcome);
    }
  }
}
