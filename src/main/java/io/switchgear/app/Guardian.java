package io.switchgear.app;

import io.switchgear.config.Settings;
import io.switchgear.mcp.legacy.SessionDirectory;
import io.switchgear.metrics.CallStatistics;
import io.switchgear.supervisor.ToolEntry;
import io.switchgear.supervisor.ToolRegistry;
import io.switchgear.watch.health.HealthMonitor;
import io.switchgear.watch.health.Schedule;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.apache.pekko.actor.typed.ActorRef;
import org.apache.pekko.actor.typed.Behavior;
import org.apache.pekko.actor.typed.javadsl.ActorContext;
import org.apache.pekko.actor.typed.javadsl.Behaviors;
import org.apache.pekko.cluster.typed.Cluster;
import org.apache.pekko.cluster.typed.Join;

/**
 * Root of the actors: forms the cluster of one, spawns its children at once, and receives no
 * message.
 *
 * <pre>
 * Guardian
 * ├─ tools     ToolRegistry ── a ToolSupervisor for each tool
 * ├─ health    HealthMonitor, idle until it gets its checks
 * └─ sessions  SessionRegistry ── a LegacySession for each client of the 2025 era
 * </pre>
 */
final class Guardian {

  /** The children, as the composition root uses them. */
  record Children(
      ActorRef<ToolRegistry.Command> tools,
      ActorRef<HealthMonitor.Command> health,
      SessionDirectory sessions) {}

  private Guardian() {}

  /**
   * @param children completed when all of them are spawned; fails if one cannot be
   */
  static Behavior<Void> create(
      List<ToolEntry> tools,
      CallStatistics statistics,
      Settings settings,
      CompletableFuture<Children> children) {
    return Behaviors.setup(
        context -> {
          Cluster cluster = Cluster.get(context.getSystem());
          cluster.manager().tell(Join.create(cluster.selfMember().address()));
          try {
            children.complete(spawned(context, tools, statistics, settings));
          } catch (RuntimeException failed) {
            children.completeExceptionally(failed);
            throw failed;
          }
          return Behaviors.empty();
        });
  }

  private static Children spawned(
      ActorContext<Void> context,
      List<ToolEntry> tools,
      CallStatistics statistics,
      Settings settings) {
    return new Children(
        context.spawn(ToolRegistry.create(tools, statistics), "tools"),
        context.spawn(HealthMonitor.create(Schedule.of(settings.health())), "health"),
        SessionDirectory.start(
            settings.http().maxSessions(),
            settings.http().sessionIdle(),
            context.getSystem().scheduler(),
            registry -> context.spawn(registry, "sessions")));
  }
}
