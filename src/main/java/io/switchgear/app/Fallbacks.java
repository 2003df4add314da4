package io.switchgear.app;

import io.switchgear.breaker.BreakerState;
import io.switchgear.calls.fallback.CurrentPermissions;
import io.switchgear.calls.fallback.FallbackChains;
import io.switchgear.calls.fallback.FallbackStores;
import io.switchgear.calls.fallback.KeptAnswers;
import io.switchgear.calls.fallback.QueueDrainer;
import io.switchgear.calls.fallback.QueuedCallTool;
import io.switchgear.calls.sharing.SharedCalls;
import io.switchgear.config.FallbackSettings;
import io.switchgear.config.Reloadable;
import io.switchgear.config.Settings;
import io.switchgear.config.SettingsException;
import io.switchgear.front.access.Entitlement;
import io.switchgear.store.Store;
import io.switchgear.supervisor.SupervisedTools;
import io.switchgear.tool.Tool;
import io.switchgear.tool.ToolCatalog;
import io.switchgear.tool.ToolOutcome;
import io.switchgear.tool.Verdict;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.BiFunction;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * What is laid around the supervised tools, from the outside: fallbacks, shared runs, the keeping
 * of answers; and beside them the queues. Without a store that lasts, one in memory is opened, and
 * only when some tool's fallbacks need it.
 */
final class Fallbacks implements AutoCloseable {

  private final Supplier<Settings> settings;
  private final Optional<Store> own;
  private final Optional<FallbackStores> pantry;
  private final boolean queues;
  private Optional<QueueDrainer> drainer = Optional.empty();
  private List<Tool> tools = List.of();
  private ToolCatalog shared;
  private ReloadableTools outermost;

  /**
   * @param settings in effect
   * @param lasting the store that outlives the process; whoever gave it closes it
   */
  Fallbacks(Supplier<Settings> settings, Optional<Store> lasting) {
    this.settings = settings;
    boolean needed = all(settings.get()).anyMatch(FallbackSettings::needsStore);
    this.queues = all(settings.get()).anyMatch(FallbackSettings::queues);
    this.own = needed && lasting.isEmpty() ? Optional.of(Store.inMemory()) : Optional.empty();
    this.pantry =
        lasting
            .or(() -> own)
            .map(store -> FallbackStores.in(store, settings.get().fallbackLimits()));
  }

  private static Stream<FallbackSettings> all(Settings settings) {
    return Stream.concat(
        Stream.of(settings.toolDefaults().fallback()),
        settings.tools().values().stream().map(tool -> tool.fallback()));
  }

  /** The tool that tells of queued calls, if any can be queued. */
  List<Tool> tools() {
    return queues ? pantry.<Tool>map(QueuedCallTool::new).stream().toList() : List.of();
  }

  /**
   * @throws SettingsException if a fallback names what is not there, or answers what its tool must
   *     not; everything is closed then
   */
  void check(List<Tool> tools) {
    try {
      FallbackChains.check(
          tools.stream().map(Tool::descriptor).toList(), chains(settings.get(), tools));
    } catch (IllegalArgumentException refused) {
      close();
      throw SettingsException.refused(refused.getMessage());
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
                    new KeptAnswers(
                        watched,
                        tool -> chain(settings.get(), tool).caches(),
                        laid.answers(),
                        laid.clock(),
                        laid.blocking()))
            .orElse(watched);
    ToolCatalog shared = new SharedCalls(kept, tool -> settings.get().tool(tool).share());
    if (queues) {
      drainer =
          pantry.map(
              laid ->
                  QueueDrainer.start(
                      recorded.around(shared, supervised),
                      laid,
                      queued(tools),
                      tool -> admits(supervised, tool),
                      permissions()));
    }
    this.tools = tools;
    this.shared = shared;
    this.outermost = new ReloadableTools(fallbacks(settings.get()));
    return outermost;
  }

  /** Only a server has a store that lasts, and callers that are asked who they are. */
  private CurrentPermissions permissions() {
    return own.isPresent()
        ? CurrentPermissions.AS_QUEUED
        : queued -> Entitlement.current(settings.get().door().auth(), queued, Instant.now());
  }

  private FallbackChains fallbacks(Settings chosen) {
    return FallbackChains.of(shared, chains(chosen, tools), pantry, verdicts(tools));
  }

  /** All that may be queued, now or after a reload. */
  private static Set<String> queued(List<Tool> tools) {
    return tools.stream()
        .map(tool -> tool.descriptor().name())
        .filter(tool -> !tool.equals(QueuedCallTool.NAME))
        .collect(Collectors.toSet());
  }

  /**
   * Other chains before the same supervisors. A first queue needs a tool more, so it is refused.
   */
  Reloadable reloadable() {
    return new Reloadable() {
      @Override
      public List<String> keys() {
        return ReloadKeys.FALLBACKS.keys();
      }

      @Override
      public boolean applies(String key, Settings before, Settings after) {
        return queues
            || !key.endsWith(".fallback")
            || all(after).noneMatch(FallbackSettings::queues);
      }

      @Override
      public Runnable prepare(Settings before, Settings after) {
        FallbackChains next = fallbacks(after);
        return () -> outermost.become(next);
      }
    };
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
  private static FallbackSettings chain(Settings chosen, String tool) {
    return tool.equals(QueuedCallTool.NAME) ? FallbackSettings.NONE : chosen.tool(tool).fallback();
  }

  private static Map<String, FallbackSettings> chains(Settings chosen, List<Tool> tools) {
    return tools.stream()
        .map(tool -> tool.descriptor().name())
        .collect(Collectors.toMap(tool -> tool, tool -> chain(chosen, tool)));
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
