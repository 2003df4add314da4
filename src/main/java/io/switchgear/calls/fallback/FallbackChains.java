package io.switchgear.calls.fallback;

import io.switchgear.calls.step.CallStep;
import io.switchgear.calls.step.Next;
import io.switchgear.config.FallbackSettings;
import io.switchgear.config.FallbackSettings.Trigger;
import io.switchgear.config.SettingsException;
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
 * Answers a call by other means when its tool cannot. Such an answer is a success that says what it
 * is. When no step of the chain has an answer, the caller gets the tool's own outcome, with a list
 * of what was tried.
 *
 * <p>A tool that answers for another one is called below this step, so it has no fallbacks itself.
 */
public final class FallbackChains implements CallStep {

  private static final Logger LOG = LoggerFactory.getLogger(FallbackChains.class);

  /**
   * The fallbacks of one tool.
   *
   * @param on outcomes that the steps are tried for
   */
  record Chain(List<FallbackStep> steps, Set<Trigger> on) {}

  private final ToolCatalog tools;
  private final Optional<FallbackStores> stores;
  private final BiFunction<String, ToolOutcome, Verdict> verdicts;
  private final Planner planner;
  private volatile Map<String, Chain> chains;

  /**
   * @param tools of which descriptors are read; calls of other tools go down the path
   * @param settings by tool; a tool without steps has no fallbacks
   * @param stores needed if one of the settings needs them
   * @param verdicts how the outcome of the tool of that name counts
   * @param planner of calls that the breaker rejected
   * @throws IllegalArgumentException if a chain cannot work; see {@link #check}
   */
  public FallbackChains(
      ToolCatalog tools,
      Map<String, FallbackSettings> settings,
      Optional<FallbackStores> stores,
      BiFunction<String, ToolOutcome, Verdict> verdicts,
      Planner planner) {
    this.tools = tools;
    this.stores = stores;
    this.verdicts = verdicts;
    this.planner = planner;
    this.chains = chains(settings);
  }

  /**
   * Builds other chains.
   *
   * @return puts them in effect; running calls keep the chain that they started with
   * @throws IllegalArgumentException if a chain cannot work; see {@link #check}
   */
  public Runnable prepare(Map<String, FallbackSettings> settings) {
    Map<String, Chain> next = chains(settings);
    return () -> chains = next;
  }

  private Map<String, Chain> chains(Map<String, FallbackSettings> settings) {
    check(tools.descriptors(), settings);
    Map<String, Chain> made = new TreeMap<>();
    for (ToolDescriptor tool : tools.descriptors()) {
      FallbackSettings chosen = settings.getOrDefault(tool.name(), FallbackSettings.NONE);
      if (!chosen.steps().isEmpty()) {
        OutputConformance promised = new OutputConformance(tool);
        made.put(
            tool.name(),
            new Chain(
                chosen.steps().stream().map(step -> step(step, promised)).toList(), chosen.on()));
      }
    }
    return Map.copyOf(made);
  }

  /**
   * Finds chains that cannot work: another tool does not exist, or a static answer does not conform
   * to the tool's output schema.
   *
   * @throws SettingsException which names the key and what to do
   */
  public static void check(List<ToolDescriptor> tools, Map<String, FallbackSettings> settings) {
    List<String> names = tools.stream().map(ToolDescriptor::name).toList();
    for (ToolDescriptor tool : tools) {
      FallbackSettings chosen = settings.getOrDefault(tool.name(), FallbackSettings.NONE);
      for (FallbackSettings.Step step : chosen.steps()) {
        problem(tool, step, names)
            .ifPresent(
                problem -> {
                  throw new SettingsException(
                      "switchgear.tools." + tool.name() + ".fallback", problem);
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
              .map(wrong -> "static.structured does not match the tool's output schema: " + wrong);
      case FallbackSettings.Cache ignored -> Optional.empty();
      case FallbackSettings.Queue ignored -> Optional.empty();
    };
  }

  private FallbackStep step(FallbackSettings.Step step, OutputConformance promised) {
    return switch (step) {
      case FallbackSettings.Cache cache -> stores.orElseThrow().cache(cache.maxAge(), promised);
      case FallbackSettings.OtherTool other -> new ToolStep(other, promised, tools::find);
      case FallbackSettings.Queue ignored -> stores.orElseThrow().queueStep();
      case FallbackSettings.Fixed fixed -> new FixedStep(fixed);
    };
  }

  @Override
  public ToolRun around(ToolCall call, Progress progress, Next next) {
    Chain chain = chains.get(call.tool());
    if (chain == null) {
      return next.call(call, progress);
    }
    return new FallbackRun(
        call,
        progress,
        next,
        outcome -> trigger(call.tool(), outcome).filter(chain.on()::contains).isPresent(),
        planner,
        chain.steps());
  }

  private Optional<Trigger> trigger(String tool, ToolOutcome outcome) {
    return switch (outcome) {
      case Rejected rejected ->
          switch (rejected.refusal()) {
            case CIRCUIT_OPEN -> Optional.of(Trigger.OPEN);
            case BULKHEAD_FULL -> Optional.of(Trigger.FULL);
            case RATE_LIMITED, UNRECORDED, NO_WORKER, SHUTTING_DOWN -> Optional.empty();
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
      LOG.error("'{}' failed to classify an outcome; the default applies", tool, bug);
      return Verdict.of(outcome);
    }
  }
}
