package io.switchgear.app;

import io.switchgear.mcp.McpQuota;
import io.switchgear.mcp.McpServer;
import io.switchgear.mcp.ScannerServer;
import io.switchgear.mcp.catalog.AgentPrompts;
import io.switchgear.mcp.catalog.CatalogChange;
import io.switchgear.mcp.catalog.ResourceCatalog;
import io.switchgear.mcp.catalog.ScanResources;
import io.switchgear.mcp.catalog.ScanUpdates;
import io.switchgear.tools.nmap.NmapTool;
import io.switchgear.watch.audit.RecordedLimits;
import io.switchgear.watch.view.BreakerReader;
import java.util.List;
import java.util.stream.Stream;

/** Passes the parts of this process to the MCP server. */
final class McpWiring {

  private McpWiring() {}

  static McpServer start(Switchgear app, List<ResourceCatalog> resources, BreakerReader breakers) {
    McpServer server =
        new ScannerServer(
                app.path().catalog(),
                Stream.of(
                        resources,
                        List.of(ScopeResource.of(app::settings)),
                        app.jobs().<ResourceCatalog>map(ScanResources::new).stream().toList(),
                        app.extensions().resources())
                    .flatMap(List::stream)
                    .toList(),
                app.extensions()
                    .prompts()
                    .orElseGet(
                        () ->
                            new AgentPrompts(
                                breakers,
                                app.path().recent().hosts(),
                                NmapTool.templates(app.path().catalog()))),
                app.extensions().changesAnd(CatalogChange.Kind.RESOURCE, CatalogChange.Kind.TOOLS),
                app.children().sessions(),
                app.settings().dataDir(),
                McpQuota.of(new RecordedLimits(app.path().quota().limits(), app.storage().trail())),
                app.extensions().tasks().map(tasks -> tasks.of(app.path().catalog())),
                Switchgear.version())
            .start(app.supervised());
    app.jobs()
        .ifPresent(
            jobs ->
                ScanUpdates.follow(
                    jobs,
                    server::publish,
                    (delay, action) ->
                        app.system()
                            .scheduler()
                            .scheduleOnce(delay, action, app.system().executionContext())));
    return server;
  }
}
