package io.switchgear.mcp.catalog;

import io.switchgear.mcp.catalog.CatalogChange.PromptsListed;
import io.switchgear.mcp.catalog.CatalogChange.ResourceUpdated;
import io.switchgear.mcp.catalog.CatalogChange.ResourcesListed;
import io.switchgear.mcp.catalog.CatalogChange.ToolsListed;
import io.switchgear.watch.events.Event;
import io.switchgear.watch.events.Event.Kind;
import io.switchgear.watch.events.EventLog;
import io.switchgear.watch.view.EventJson.BreakerTransition;
import io.switchgear.watch.view.EventJson.CatalogChanged;
import io.switchgear.watch.view.EventJson.JobChanged;
import io.switchgear.watch.view.EventJson.QuorumChanged;
import io.switchgear.watch.view.ViewMapper;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.function.Consumer;

/**
 * Changes on other nodes, for the MCP clients of this one: a client may have been answered by any
 * node.
 */
public final class NodeChanges {

  private NodeChanges() {}

  /**
   * @param publish must not block
   */
  public static EventLog.Listening follow(EventLog events, Consumer<CatalogChange> publish) {
    return events.listen(
        event -> {
          if (!event.here()) {
            of(event).forEach(publish);
          }
        });
  }

  private static List<CatalogChange> of(Event event) {
    return switch (event.kind()) {
      case BREAKER_TRANSITION ->
          BreakerResources.of(ViewMapper.read(event.facts(), BreakerTransition.class).tool());
      case QUORUM_CHANGED ->
          BreakerResources.of(ViewMapper.read(event.facts(), QuorumChanged.class).tool());
      case HEALTH_CHANGED -> List.of(HealthResource.CHANGED);
      case CATALOG_CHANGED ->
          change(ViewMapper.read(event.facts(), CatalogChanged.class)).stream().toList();
      // Nodes tell each other of jobs as they change, see late(); the others change no resource.
      case CALL_STARTED,
          CALL_ENDED,
          DRILL_CHANGED,
          CONFIG,
          ALERT,
          JOB_CHANGED,
          SCHEDULE_CHANGED,
          SCHEDULE_MISSED,
          SCHEDULE_FAILED ->
          List.of();
    };
  }

  /** The form in which other nodes are told of a change. */
  public static CatalogChanged told(CatalogChange change) {
    return new CatalogChanged(
        change.kind().name().toLowerCase(Locale.ROOT),
        change instanceof ResourceUpdated updated ? Optional.of(updated.uri()) : Optional.empty());
  }

  /** Empty if a node of a later version tells what this one does not know. */
  private static Optional<CatalogChange> change(CatalogChanged told) {
    return switch (told.change()) {
      case "tools" -> Optional.of(new ToolsListed());
      case "prompts" -> Optional.of(new PromptsListed());
      case "resources" -> Optional.of(new ResourcesListed());
      case "resource" -> told.uri().map(ResourceUpdated::new);
      default -> Optional.empty();
    };
  }

  /**
   * Makes up for a change of a job that this node was not told of when it happened, because it was
   * cut off. Clients read what has changed from the database.
   *
   * @param task given the id of a task that may have changed; must not block
   */
  public static void late(Event event, Consumer<CatalogChange> publish, Consumer<String> task) {
    if (event.kind() == Kind.JOB_CHANGED) {
      JobChanged job = ViewMapper.read(event.facts(), JobChanged.class);
      publish.accept(new ResourceUpdated(ScanResources.uri(job.jobId())));
      publish.accept(new ResourceUpdated(ScanResources.reportUri(job.jobId())));
      task.accept(job.jobId());
    }
  }
}
