package io.switchgear.app;

import io.switchgear.mcp.legacy.SessionRegistry;
import io.switchgear.metrics.CallStatistics;
import io.switchgear.supervisor.ToolEntry;
import io.switchgear.supervisor.ToolRegistry;
import io.switchgear.watch.health.HealthCheck;
import io.switchgear.watch.health.HealthListener;
import io.switchgear.watch.health.HealthMonitor;
import io.switchgear.watch.health.Schedule;
import java.util.List;
import org.apache.pekko.actor.typed.ActorRef;
import org.apache.pekko.actor.typed.Behavior;
import org.apache.pekko.actor.typed.javadsl.ActorContext;
import org.apache.pekko.actor.typed.javadsl.Behaviors;
import org.apache.pekko.cluster.typed.Cluster;
import org.apache.pekko.cluster.typed.Join;

/**
 * Root of the actors: forms the cluster of one, and is the parent of the registry of tools, of the
 * health monitor and of the sessions.
 *
 * <pre>
 * Guardian
 * ├─ tools     ToolRegistry ── a ToolSupervisor for each tool
 * ├─ health    HealthMonitor
 * └─ sessions  SessionRegistry ── a Session for each client of the 2025 era
 *
 * message        answer
 * GetRegistry    the registry
 * WatchHealth    a health monitor for these checks
 * KeepSessions   a registry of sessions; asked for once, as one server is all that a process has
 * </pre>
 */
final class Guardian {

  sealed interface Command {}

  record GetRegistry(ActorRef<ActorRef<ToolRegistry.Command>> replyTo) implements Command {}

  record WatchHealth(
      List<HealthCheck> checks,
      Schedule schedule,
      HealthListener listener,
      ActorRef<ActorRef<HealthMonitor.Command>> replyTo)
      implements Command {}

  record KeepSessions(
      Behavior<SessionRegistry.Command> registry,
      ActorRef<ActorRef<SessionRegistry.Command>> replyTo)
      implements Command {}

  private final ActorContext<Command> context;
  private final ActorRef<ToolRegistry.Command> registry;

  static Behavior<Command> create(List<ToolEntry> tools, CallStatistics statistics) {
    return Behaviors.setup(
        context -> {
          Cluster cluster = Cluster.get(context.getSystem());
          cluster.manager().tell(Join.create(cluster.selfMember().address()));
          return new Guardian(
                  context, context.spawn(ToolRegistry.create(tools, statistics), "tools"))
              .running();
        });
  }

  private Guardian(ActorContext<Command> context, ActorRef<ToolRegistry.Command> registry) {
    this.context = context;
    this.registry = registry;
  }

  private Behavior<Command> running() {
    return Behaviors.receiveMessage(
        command -> {
          switch (command) {
            case GetRegistry get -> get.replyTo().tell(registry);
            case WatchHealth watch ->
                watch
                    .replyTo()
                    .tell(
                        context.spawn(
                            HealthMonitor.create(
                                watch.checks(), watch.schedule(), watch.listener()),
                            "health"));
            case KeepSessions keep ->
                keep.replyTo().tell(context.spawn(keep.registry(), "sessions"));
          }
          return Behaviors.same();
        });
  }
}
