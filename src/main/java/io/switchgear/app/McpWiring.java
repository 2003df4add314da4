package io.switchgear.app;

import io.switchgear.mcp.McpQuota;
import io.switchgear.mcp.McpServer;
import io.switchgear.mcp.ScannerServer;
import io.switchgear.mcp.catalog.AgentPrompts;
import io.switchgear.mcp.catalog.CatalogChange;
import io.switchgear.mcp.catalog.ResourceCatalog;
import io.switchgear.tools.nmap.NmapTool;
import io.switchgear.watch.audit.RecordedLimits;
import io.switchgear.watch.view.BreakerReader;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/** Passes the parts of this process to the MCP server. */
final class McpWiring {

  private McpWiring() {}

  static McpServer start(Plant plant, List<ResourceCatalog> resources, BreakerReader breakers) {
    return new ScannerServer(
            plant.catalog(),
            Stream.concat(resources.stream(), plant.more().resources().stream()).toList(),
            plant
                .more()
                .prompts()
                .orElseGet(() -> new AgentPrompts(breakers, plant.hosts(), templates(plant))),
            plant.more().changesAnd(CatalogChange.Kind.RESOURCE, CatalogChange.Kind.TOOLS),
            plant.children().sessions(),
            plant.settings().dataDir(),
            McpQuota.of(new RecordedLimits(plant.limits(), plant.trail())),
            Switchgear.version())
        .start(plant.supervised());
  }

  /** The templates that the schema of nmap's arguments lists. */
  private static List<String> templates(Plant plant) {
    List<String> names = new ArrayList<>();
    plant
        .catalog()
        .find(NmapTool.NAME)
        .map(nmap -> nmap.inputSchema().at("/properties/template/enum"))
        .ifPresent(listed -> listed.forEach(name -> names.add(name.asText())));
    return names;
  }
}
