package io.switchgear.mcp.catalog;

import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.node.IntNode;
import io.switchgear.config.Settings;
import io.switchgear.mcp.wire.Era;
import io.switchgear.mcp.wire.MessageWriter;
import io.switchgear.mcp.wire.Result;
import io.switchgear.mcp.wire.ServerIdentity;
import io.switchgear.scope.ScanScope;
import io.switchgear.tool.Tool;
import io.switchgear.tools.nmap.NmapTool;
import io.switchgear.tools.portscan.PortScanTool;
import io.switchgear.tools.process.ProcessLauncher;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** What every client pays for the list of tools before it has asked anything. */
@Tag("process")
class ToolEntriesTest {

  private static final int MOST_TOKENS = 2_200;

  /** Usual for JSON in English. */
  private static final int CHARS_PER_TOKEN = 4;

  @Test
  void theTwoScannersAreListedInFewTokens() {
    Settings settings = Settings.load(Optional.empty(), Map.of());
    ScanScope scope = new ScanScope(settings.scope());
    ToolEntries entries = new ToolEntries();
    MessageWriter writer = new MessageWriter(new ServerIdentity("n", "t", "1", ""));
    try (ProcessLauncher processes = new ProcessLauncher()) {
      int chars = 0;
      for (Tool tool :
          List.of(
              new NmapTool(processes, scope, settings.nmap(), 40_000),
              new PortScanTool(scope, settings.portScan(), 40_000))) {
        chars +=
            writer.result(
                    Era.LEGACY,
                    IntNode.valueOf(1),
                    new Result.Tools(List.of(entries.entry(tool.descriptor()).listed())))
                .length;
      }
      int tokens = chars / CHARS_PER_TOKEN;
      assertTrue(tokens <= MOST_TOKENS, "about " + tokens + " tokens");
    }
  }
}
