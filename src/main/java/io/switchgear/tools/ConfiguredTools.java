package io.switchgear.tools;

import io.switchgear.config.Settings;
import io.switchgear.scope.ScanScope;
import io.switchgear.tool.Tool;
import io.switchgear.tools.nmap.NmapFence;
import io.switchgear.tools.nmap.NmapTool;
import io.switchgear.tools.portscan.PortScanTool;
import io.switchgear.tools.process.ProcessLauncher;
import java.util.List;
import java.util.stream.Stream;

/** The built-in tools that the settings enable. A new tool is one line here. */
public final class ConfiguredTools implements AutoCloseable {

  private final ProcessLauncher processes = new ProcessLauncher();
  private final NmapFence fence = new NmapFence(processes);

  /** The enabled tools, made for these settings. */
  public List<Tool> tools(Settings settings) {
    ScanScope scope = new ScanScope(settings.scope());
    return Stream.of(
            new NmapTool(
                processes, fence, scope, settings.nmap(), maxAnswer(settings, NmapTool.NAME)),
            new PortScanTool(scope, settings.portScan(), maxAnswer(settings, PortScanTool.NAME)))
        .filter(tool -> settings.tool(tool.descriptor().name()).enabled())
        .toList();
  }

  private static int maxAnswer(Settings settings, String tool) {
    return settings.tool(tool).maxAnswer();
  }

  /** The kernel fence around nmap, for its health check. */
  public NmapFence fence() {
    return fence;
  }

  /** Ends every process that a tool started. */
  @Override
  public void close() {
    processes.close();
  }
}
