package io.switchgear.app;

import io.switchgear.config.TaskSettings;
import io.switchgear.mcp.McpQuota;
import io.switchgear.mcp.McpServer;
import io.switchgear.mcp.ScannerServer;
import io.switchgear.mcp.catalog.AgentPrompts;
import io.switchgear.mcp.catalog.CatalogChange;
import io.switchgear.mcp.catalog.ResourceCatalog;
import io.switchgear.mcp.catalog.ScanResources;
import io.switchgear.mcp.catalog.ScanUpdates;
import io.switchgear.mcp.relay.ClusterRelay;
import io.switchgear.mcp.task.JobTasks;
import io.switchgear.mcp.task.TaskPlanner;
import io.switchgear.mcp.task.Tasks;
import io.switchgear.scan.Jobs;
import io.switchgear.tool.Tool;
import io.switchgear.tools.nmap.NmapTool;
import io.switchgear.watch.audit.RecordedLimits;
import io.switchgear.watch.view.BreakerReader;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
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
                                NmapTool.templates(app.path().catalog()),
                                app.jobs().isPresent())),
                app.extensions().changesAnd(CatalogChange.Kind.RESOURCE, CatalogChange.Kind.TOOLS),
                app.children().sessions(),
                StateWiring.states(app),
                McpQuota.of(new RecordedLimits(app.path().quota().limits(), app.storage().trail())),
                app.jobs().map(jobs -> tasks(app, jobs)),
                owner ->
                    ClusterRelay.start(
                        app.system(), app.settings().nodeName(), app.members(), owner),
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

  /** Long calls of clients that understand tasks are jobs. */
  private static Tasks tasks(Switchgear app, Jobs jobs) {
    return new JobTasks(
        jobs,
        new TaskPlanner(name -> tool(app, name), () -> app.settings().jobs().maxHosts()),
        () -> times(app.settings().tasks()),
        tool -> app.settings().tool(tool).maxAnswer(),
        InstantSource.system());
  }

  private static Optional<Tool> tool(Switchgear app, String name) {
    return app.layers().tools().stream()
        .filter(tool -> tool.descriptor().name().equals(name))
        .findFirst();
  }

  private static JobTasks.Times times(TaskSettings tasks) {
    return new JobTasks.Times(tasks.after(), tasks.ttl(), tasks.pollInterval());
  }
}
