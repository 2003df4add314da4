package io.switchgear.app;

import io.switchgear.app.runtime.StartupException;
import io.switchgear.config.Settings;
import io.switchgear.mcp.legacy.SessionDirectory;
import io.switchgear.metrics.CallStatistics;
import io.switchgear.supervisor.ToolEntry;
import io.switchgear.supervisor.ToolRegistry;
import io.switchgear.watch.health.HealthMonitor;
import io.switchgear.watch.health.Schedule;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.apache.pekko.actor.typed.ActorRef;
import org.apache.pekko.actor.typed.Behavior;
import org.apache.pekko.actor.typed.javadsl.ActorContext;
import org.apache.pekko.actor.typed.javadsl.Behaviors;

/**
 * Root of the actors: spawns its children at once, and receives no message.
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

  private static final Duration PATIENCE = Duration.ofSeconds(10);

  private Guardian() {}

  /**
   * @param children completed when all of them are spawned; fails if one cannot be, and the caller
   *     then ends the system
   */
  static Behavior<Void> create(
      List<ToolEntry> tools,
      CallStatistics statistics,
      Settings settings,
      CompletableFuture<Children> children) {
    return Behaviors.setup(
        context -> {
          try {
            children.complete(spawned(context, tools, statistics, settings));
          } catch (RuntimeException failed) {
            // Not thrown on: a guardian that fails ends the system without a coordinated shutdown.
            children.completeExceptionally(failed);
          }
          return Behaviors.empty();
        });
  }

  /**
   * Waits for the children, for {@link #PATIENCE} at most.
   *
   * @throws StartupException if a child refuses to start, or if they are not there in time
   */
  static Children await(CompletableFuture<Children> children) {
    try {
      return children.orTimeout(PATIENCE.toSeconds(), TimeUnit.SECONDS).join();
    } catch (CompletionException failed) {
      switch (failed.getCause()) {
        case IllegalArgumentException refused ->
            throw new StartupException(refused.getMessage(), refused);
        case TimeoutException late ->
            throw new StartupException(
                "the actors did not start within %d s; see the log for the reason"
                    .formatted(PATIENCE.toSeconds()),
                late);
        case RuntimeException bug -> throw bug;
        case null, default -> throw failed;
      }
    }
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
            settings.nodeName(),
            settings.http().maxSessions(),
            settings.http().sessionIdle(),
            context.getSystem().scheduler(),
            registry -> context.spawn(registry, "sessions")));
  }
}
