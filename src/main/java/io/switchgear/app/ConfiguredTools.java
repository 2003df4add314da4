package io.switchgear.app;

import io.switchgear.app.runtime.StartupException;
import io.switchgear.breaker.BreakerMemento;
import io.switchgear.calls.drill.Drills;
import io.switchgear.calls.fallback.RetryingTool;
import io.switchgear.config.Reloadable;
import io.switchgear.config.Settings;
import io.switchgear.config.ToolSettings;
import io.switchgear.scope.ScanScope;
import io.switchgear.supervisor.ToolEntry;
import io.switchgear.tool.Availability;
import io.switchgear.tool.Tool;
import io.switchgear.tools.nmap.NmapFence;
import io.switchgear.tools.nmap.NmapTool;
import io.switchgear.tools.portscan.PortScanTool;
import io.switchgear.tools.process.FenceSupport;
import io.switchgear.tools.process.ProcessLauncher;
import io.switchgear.watch.health.HealthCheck;
import io.switchgear.watch.health.HealthCheck.Finding;
import io.switchgear.watch.health.Priority;
import java.io.UncheckedIOException;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.stream.Stream;

/** The tools that the settings ask for, and what they share. A new tool is one line here. */
final class ConfiguredTools implements AutoCloseable {

  private final ProcessLauncher processes = launcher();
  private final NmapFence fence = new NmapFence(processes);
  private final Settings atStart;
  private final Drills drills;
  private final Map<String, ReloadableTool> configured = new TreeMap<>();
  private final List<Tool> tools;

  /**
   * @param more that the settings do not choose by name
   */
  ConfiguredTools(Settings settings, List<Tool> more) {
    this.atStart = settings;
    this.drills = new Drills(settings.drills());
    chosen(settings).forEach((name, tool) -> configured.put(name, new ReloadableTool(tool)));
    this.tools = Stream.concat(configured.values().stream(), more.stream()).toList();
  }

  private static ProcessLauncher launcher() {
    try {
      return new ProcessLauncher();
    } catch (UncheckedIOException impossible) {
      throw new StartupException(impossible.getMessage(), impossible);
    }
  }

  /** By name, as the settings have them. */
  private Map<String, Tool> chosen(Settings settings) {
    ScanScope scope = new ScanScope(settings.scope());
    Map<String, Tool> chosen = new TreeMap<>();
    for (Tool tool :
        List.of(
            new NmapTool(
                processes, fence, scope, settings.nmap(), settings.tool(NmapTool.NAME).maxAnswer()),
            new PortScanTool(
                scope, settings.portScan(), settings.tool(PortScanTool.NAME).maxAnswer()))) {
      String name = tool.descriptor().name();
      ToolSettings own = settings.tool(name);
      if (own.enabled()) {
        Tool drilled = settings.drills() ? drills.wrap(tool) : tool;
        chosen.put(name, own.retry() ? RetryingTool.around(drilled) : drilled);
      }
    }
    return chosen;
  }

  /** The tools under other settings; which there are does not change. */
  Reloadable reloadable() {
    return Reloadables.of(this::prepare, ReloadKeys.TOOLS);
  }

  private Runnable prepare(Settings before, Settings after) {
    Map<String, Tool> next = chosen(after);
    return () -> {
      configured.forEach((name, tool) -> tool.become(next.get(name)));
      drills.enable(after.drills());
    };
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
        tool, atStart.tool(name).protection(), Optional.ofNullable(kept.get(name)));
  }

  List<Tool> tools() {
    return tools;
  }

  /** What the tools stand on, beside what each says itself. */
  List<HealthCheck> checks() {
    return configured.containsKey(NmapTool.NAME)
        ? List.of(new HealthCheck("nmap:fence", Priority.INFORMATIONAL, this::fenceFinding))
        : List.of();
  }

  private Finding fenceFinding() {
    return switch (fence.look(atStart.nmap())) {
      case FenceSupport.Supported up ->
          Finding.healthy("The kernel holds nmap to the targets of each call.");
      case FenceSupport.Unsupported missing -> {
        String message =
            "The kernel does not hold nmap to its targets: "
                + missing.reason()
                + ". Scripts run only with switchgear.scope.unfenced-scripts.";
        yield fence.hasHeld() ? Finding.degraded(message) : Finding.healthy(message);
      }
    };
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
