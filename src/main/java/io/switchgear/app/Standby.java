package io.switchgear.app;

import io.switchgear.breaker.BreakerState;
import io.switchgear.config.FallbackSettings;
import io.switchgear.config.Settings;
import io.switchgear.fallback.AnswerKeeper;
import io.switchgear.fallback.FallbackTools;
import io.switchgear.fallback.Pantry;
import io.switchgear.fallback.QueueDrainer;
import io.switchgear.fallback.QueuedCallTool;
import io.switchgear.sharing.SharedCalls;
import io.switchgear.store.Store;
import io.switchgear.supervisor.SupervisedTools;
import io.switchgear.tool.Tool;
import io.switchgear.tool.ToolCatalog;
import io.switchgear.tool.ToolOutcome;
import io.switchgear.tool.Verdict;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.BiFunction;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * What is laid around the supervised tools, from the outside: fallbacks, shared runs, the keeping
 * of answers; and beside them the queues. Without a store that lasts, one in memory is opened, and
 * only when some tool's fallbacks need it.
 */
final class Standby implements AutoCloseable {

  private final Settings settings;
  private final Optional<Store> own;
  private final Optional<Pantry> pantry;
  private Optional<QueueDrainer> drainer = Optional.empty();

  /**
   * @param lasting the store that outlives the process; whoever gave it closes it
   */
  Standby(Settings settings, Optional<Store> lasting) {
    this.settings = settings;
    boolean needed = all(settings).anyMatch(FallbackSettings::needsStore);
    this.own = needed && lasting.isEmpty() ? Optional.of(Store.inMemory()) : Optional.empty();
    this.pantry =
        lasting
            .or(() -> own)
            .filter(store -> needed)
            .map(store -> Pantry.in(store, settings.fallbackLimits()));
  }

  private static Stream<FallbackSettings> all(Settings settings) {
    return Stream.concat(
        Stream.of(settings.toolDefaults().fallback()),
        settings.tools().values().stream().map(tool -> tool.fallback()));
  }

  /** The tool that tells of queued calls, if any can be queued. */
  List<Tool> tools() {
    return all(settings).anyMatch(FallbackSettings::queues)
        ? pantry.<Tool>map(QueuedCallTool::new).stream().toList()
        : List.of();
  }

  /**
   * @throws IllegalArgumentException if fallbacks name what is not there; everything is closed then
   */
  void check(List<Tool> tools) {
    try {
      FallbackTools.check(tools.stream().map(Tool::descriptor).toList(), chains(tools));
    } catch (IllegalArgumentException refused) {
      close();
      throw refused;
    }
  }

  /**
   * The tools as callers see them; starts the queues.
   *
   * @param watched the supervised tools, with what watches their calls
   * @param recorded for the calls that the queues make by themselves
   */
  ToolCatalog around(
      ToolCatalog watched, SupervisedTools supervised, List<Tool> tools, Recorded recorded) {
    ToolCatalog kept =
        pantry
            .<ToolCatalog>map(
                laid ->
                    new AnswerKeeper(
                        watched,
                        tool -> chain(tool).caches(),
                        laid.answers(),
                        laid.clock(),
                        laid.blocking()))
            .orElse(watched);
    ToolCatalog shared = new SharedCalls(kept, tool -> settings.tool(tool).share());
    Set<String> queues =
        tools.stream()
            .map(tool -> tool.descriptor().name())
            .filter(tool -> chain(tool).queues())
            .collect(Collectors.toSet());
    if (!queues.isEmpty()) {
      drainer =
          pantry.map(
              laid ->
                  QueueDrainer.start(
                      recorded.around(shared, supervised),
                      laid,
                      queues,
                      tool -> admits(supervised, tool)));
    }
    return FallbackTools.of(shared, chains(tools), pantry, verdicts(tools));
  }

  /** No queued call is begun any more. */
  void stop() {
    drainer.ifPresent(QueueDrainer::stop);
  }

  @Override
  public void close() {
    drainer.ifPresent(QueueDrainer::close);
    own.ifPresent(Store::close);
  }

  /** A tool that only tells of queued calls is not stood in for. */
  private FallbackSettings chain(String tool) {
    return tool.equals(QueuedCallTool.NAME)
        ? FallbackSettings.NONE
        : settings.tool(tool).fallback();
  }

  private Map<String, FallbackSettings> chains(List<Tool> tools) {
    return tools.stream()
        .map(tool -> tool.descriptor().name())
        .collect(Collectors.toMap(tool -> tool, this::chain));
  }

  private static boolean admits(SupervisedTools supervised, String tool) {
    return supervised.snapshots().stream()
        .filter(snapshot -> snapshot.name().equals(tool))
        .anyMatch(snapshot -> snapshot.state() != BreakerState.OPEN && !snapshot.draining());
  }

  private static BiFunction<String, ToolOutcome, Verdict> verdicts(List<Tool> tools) {
    Map<String, Tool> byName = new TreeMap<>();
    tools.forEach(tool -> byName.put(tool.descriptor().name(), tool));
    return (tool, outcome) -> byName.get(tool).verdict(outcome);
  }
}
