package io.switchgear.app;

import io.switchgear.breaker.BreakerMemento;
import io.switchgear.config.Settings;
import io.switchgear.drill.Drills;
import io.switchgear.fallback.RetryingTool;
import io.switchgear.process.ProcessLauncher;
import io.switchgear.scope.Scope;
import io.switchgear.supervisor.ToolEntry;
import io.switchgear.tool.Availability;
import io.switchgear.tool.Tool;
import io.switchgear.tools.nmap.NmapTool;
import io.switchgear.tools.portscan.PortScanTool;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.stream.Stream;

/** The tools that the settings ask for, and what they share. A new tool is one line here. */
final class Toolbox implements AutoCloseable {

  private final ProcessLauncher processes = new ProcessLauncher();
  private final Settings settings;
  private final Drills drills;
  private final List<Tool> tools;

  /**
   * @param more that the settings do not choose by name
   */
  Toolbox(Settings settings, List<Tool> more) {
    this.settings = settings;
    this.drills = new Drills(settings.drills());
    Scope scope = new Scope(settings.scope());
    this.tools =
        Stream.concat(
                Stream.<Tool>of(
                        new NmapTool(processes, scope, settings.nmap()),
                        new PortScanTool(scope, settings.portScan()))
                    .filter(tool -> settings.tool(tool.descriptor().name()).enabled())
                    .map(drills::wrap)
                    .map(this::retrying),
                more.stream())
            .toList();
  }

  private Tool retrying(Tool tool) {
    return settings.tool(tool.descriptor().name()).retry() ? RetryingTool.around(tool) : tool;
  }

  /**
   * Each with its own protection.
   *
   * @param kept what their breakers go on from, by the tool's name
   */
  List<ToolEntry> entries(Map<String, BreakerMemento> kept) {
    return tools.stream().map(tool -> entry(tool, tool.descriptor().name(), kept)).toList();
  }

  private ToolEntry entry(Tool tool, String name, Map<String, BreakerMemento> kept) {
    return new ToolEntry(
        tool, settings.tool(name).protection(), Optional.ofNullable(kept.get(name)));
  }

  List<Tool> tools() {
    return tools;
  }

  /** What is played on them. */
  Drills drills() {
    return drills;
  }

  /** By name; asks all of them at once, and blocks until the slowest has answered. */
  Map<String, Availability> availability() {
    try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
      Map<String, CompletableFuture<Availability>> asked = new TreeMap<>();
      tools.forEach(
          tool ->
              asked.put(
                  tool.descriptor().name(),
                  CompletableFuture.supplyAsync(tool::availability, threads)));
      Map<String, Availability> answers = new TreeMap<>();
      asked.forEach((name, answer) -> answers.put(name, answer.join()));
      return answers;
    }
  }

  @Override
  public void close() {
    processes.close();
  }
}
