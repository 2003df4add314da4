package io.switchgear.watch.view;

import io.switchgear.watch.health.HealthMonitor;
import io.switchgear.watch.health.HealthMonitor.GetHistory;
import io.switchgear.watch.health.HealthMonitor.GetLatest;
import io.switchgear.watch.health.HealthMonitor.History;
import io.switchgear.watch.health.HealthMonitor.Latest;
import io.switchgear.watch.health.HealthReport;
import java.time.Duration;
import java.util.concurrent.CompletionStage;
import org.apache.pekko.actor.typed.ActorRef;
import org.apache.pekko.actor.typed.ActorSystem;
import org.apache.pekko.actor.typed.javadsl.AskPattern;

/** Asks the health monitor, for the operator API and MCP resources. */
public final class HealthReader {

  /** Longer than the monitor gives a round. */
  private static final Duration PATIENCE = Duration.ofSeconds(19);

  private final ActorSystem<?> system;
  private final ActorRef<HealthMonitor.Command> monitor;

  public HealthReader(ActorSystem<?> system, ActorRef<HealthMonitor.Command> monitor) {
    this.system = system;
    this.monitor = monitor;
  }

  /** A report that is at most that old; starts a round if there is none. */
  public CompletionStage<HealthReport> report(Duration maxAge) {
    return AskPattern.ask(
        monitor,
        replyTo -> new HealthMonitor.GetHealth(maxAge, replyTo),
        PATIENCE,
        system.scheduler());
  }

  /** The last report, with its age; starts no round. */
  public CompletionStage<HealthJson> latest() {
    CompletionStage<Latest> asked =
        AskPattern.ask(monitor, GetLatest::new, PATIENCE, system.scheduler());
    return asked.thenApply(HealthJson::of);
  }

  /** The last reports, oldest first. */
  public CompletionStage<HealthJson.History> history() {
    CompletionStage<History> asked =
        AskPattern.ask(monitor, GetHistory::new, PATIENCE, system.scheduler());
    return asked.thenApply(
        history -> new HealthJson.History(history.reports().stream().map(HealthJson::of).toList()));
  }
}
