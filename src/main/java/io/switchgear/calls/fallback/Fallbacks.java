package io.switchgear.calls.fallback;

import io.switchgear.config.FallbackSettings;
import io.switchgear.config.Reloadable;
import io.switchgear.config.Settings;
import io.switchgear.config.SettingsException;
import io.switchgear.store.Store;
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
import java.util.function.Supplier;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * Creates the parts that fallbacks need: their stores, the two steps of the call path, and the tool
 * that shows queued calls.
 */
public final class Fallbacks implements AutoCloseable {

  private final Supplier<Settings> settings;
  private final Optional<Store> inMemory;
  private final Optional<FallbackStores> stores;
  private final boolean queues;
  private Optional<Pruning> pruning = Optional.empty();

  /**
   * Opens a store in memory if there is no other one and a fallback needs it.
   *
   * @param settings in effect; read at each call
   * @param lasting the store that outlives the process; its owner closes it
   * @param queue used from the first call on
   */
  public Fallbacks(
      Supplier<Settings> settings, Optional<Store> lasting, Supplier<CallQueue> queue) {
    this.settings = settings;
    boolean needed = all(settings.get()).anyMatch(FallbackSettings::needsStore);
    this.queues = all(settings.get()).anyMatch(FallbackSettings::queues);
    this.inMemory = needed && lasting.isEmpty() ? Optional.of(Store.inMemory()) : Optional.empty();
    this.stores =
        lasting
            .or(() -> inMemory)
            .map(store -> FallbackStores.in(store, settings.get().fallback(), queue));
  }

  private static Stream<FallbackSettings> all(Settings settings) {
    return Stream.concat(
        Stream.of(settings.toolDefaults().fallback()),
        settings.tools().values().stream().map(tool -> tool.fallback()));
  }

  /** The tool that shows queued calls, if calls can be queued. */
  public List<Tool> tools() {
    return queues ? stores.<Tool>map(QueuedCallTool::new).stream().toList() : List.of();
  }

  /**
   * Checks the chains of fallbacks before anything starts.
   *
   * @throws SettingsException if another tool does not exist, or a static answer does not conform
   *     to the tool's output schema; the stores are closed then
   */
  public void check(List<Tool> tools) {
    try {
      FallbackChains.check(
          tools.stream().map(Tool::descriptor).toList(), settings(settings.get(), names(tools)));
    } catch (SettingsException refused) {
      close();
      throw refused;
    }
  }

  /** The step that answers calls by other means. */
  public FallbackChains chains(List<Tool> tools, ToolCatalog supervised) {
    return new FallbackChains(
        supervised,
        settings(settings.get(), names(tools)),
        stores,
        verdicts(tools),
        planner(tools));
  }

  /** The step that stores answers. */
  public KeptAnswers keptAnswers() {
    return new KeptAnswers(tool -> settings(settings.get(), tool).caches(), stores);
  }

  /** The store of queued calls, if calls can be queued and nothing else is stored. */
  public Optional<Store> storeOfCalls() {
    return queues ? inMemory : Optional.empty();
  }

  /** Starts to delete what is older than the settings allow. */
  public void startPruning() {
    pruning = stores.map(opened -> Pruning.start(opened, queues || inMemory.isEmpty()));
  }

  /**
   * Replaces the chains. A first queue needs a restart, because it adds a tool.
   *
   * @param keys that it applies
   */
  public Reloadable reloadable(FallbackChains chains, ToolCatalog supervised, List<String> keys) {
    return new Reloadable() {
      @Override
      public List<String> keys() {
        return keys;
      }

      @Override
      public boolean applies(String key, Settings before, Settings after) {
        return queues
            || !key.endsWith(".fallback")
            || all(after).noneMatch(FallbackSettings::queues);
      }

      @Override
      public Runnable prepare(Settings before, Settings after) {
        return chains.prepare(settings(after, names(supervised)));
      }
    };
  }

  @Override
  public void close() {
    pruning.ifPresent(Pruning::close);
    inMemory.ifPresent(Store::close);
  }

  private static Set<String> names(List<Tool> tools) {
    return tools.stream().map(tool -> tool.descriptor().name()).collect(Collectors.toSet());
  }

  private static Set<String> names(ToolCatalog tools) {
    return tools.descriptors().stream().map(tool -> tool.name()).collect(Collectors.toSet());
  }

  private static Map<String, FallbackSettings> settings(Settings settings, Set<String> tools) {
    return tools.stream().collect(Collectors.toMap(tool -> tool, tool -> settings(settings, tool)));
  }

  /** The tool that shows queued calls has no fallbacks. */
  private static FallbackSettings settings(Settings settings, String tool) {
    return tool.equals(QueuedCallTool.NAME)
        ? FallbackSettings.NONE
        : settings.tool(tool).fallback();
  }

  private static Planner planner(List<Tool> tools) {
    Map<String, Tool> byName = byName(tools);
    return call -> byName.get(call.tool()).plan(call);
  }

  private static Map<String, Tool> byName(List<Tool> tools) {
    Map<String, Tool> byName = new TreeMap<>();
    tools.forEach(tool -> byName.put(tool.descriptor().name(), tool));
    return byName;
  }

  private static BiFunction<String, ToolOutcome, Verdict> verdicts(List<Tool> tools) {
    Map<String, Tool> byName = byName(tools);
    return (tool, outcome) -> byName.get(tool).verdict(outcome);
  }
}
