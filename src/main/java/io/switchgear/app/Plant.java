package io.switchgear.app;

import io.switchgear.calls.hosts.KnownHosts;
import io.switchgear.calls.targets.TargetBreakers;
import io.switchgear.config.Reloading;
import io.switchgear.config.Settings;
import io.switchgear.supervisor.SupervisedTools;
import io.switchgear.tool.ToolCatalog;
import io.switchgear.watch.events.EventLog;
import io.switchgear.watch.events.EventSources;
import io.switchgear.watch.events.RunningCalls;
import io.switchgear.watch.metering.Metering;
import java.util.Optional;
import org.apache.pekko.actor.typed.ActorSystem;

/**
 * All that runs whether or not anybody listens.
 *
 * @param catalog the tools as callers see them: behind the audit, the limits, fallbacks and
 *     breakers
 * @param keeper of the breakers' states; empty if they are not kept
 */
record Plant(
    Reloading reloading,
    Extensions more,
    ActorSystem<Guardian.Command> system,
    Recorded recorded,
    Fallbacks standby,
    ConfiguredTools toolbox,
    TargetBreakers targets,
    SupervisedTools supervised,
    ToolCatalog catalog,
    EventLog events,
    EventSources sources,
    RunningCalls calls,
    KnownHosts hosts,
    Metering metering,
    Optional<BreakerKeeper> keeper) {

  /** In effect now. */
  Settings settings() {
    return reloading.current();
  }
}
