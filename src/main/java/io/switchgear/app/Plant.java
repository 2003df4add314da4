package io.switchgear.app;

import io.switchgear.calls.CallPath;
import io.switchgear.calls.ToolLayers;
import io.switchgear.calls.fallback.Fallbacks;
import io.switchgear.calls.hosts.KnownHosts;
import io.switchgear.calls.limits.PrincipalLimits;
import io.switchgear.calls.running.RunningCalls;
import io.switchgear.calls.targets.TargetBreakers;
import io.switchgear.config.Reloading;
import io.switchgear.config.Settings;
import io.switchgear.supervisor.SupervisedTools;
import io.switchgear.tool.Tool;
import io.switchgear.tool.ToolCatalog;
import io.switchgear.tools.ConfiguredTools;
import io.switchgear.watch.audit.AuditLog;
import io.switchgear.watch.audit.AuditTrail;
import io.switchgear.watch.events.EventLog;
import io.switchgear.watch.events.EventSources;
import io.switchgear.watch.metering.Metering;
import java.util.List;
import java.util.Optional;
import org.apache.pekko.actor.typed.ActorSystem;

/**
 * All that runs whether or not a front serves it.
 *
 * @param catalog the tools at the top of the call path
 * @param keeper of the breakers' states; empty if they are not kept
 */
record Plant(
    Reloading reloading,
    Extensions more,
    ActorSystem<Void> system,
    Guardian.Children children,
    Optional<AuditLog> audit,
    Fallbacks fallbacks,
    ConfiguredTools configured,
    ToolLayers layers,
    List<Tool> tools,
    CallPath path,
    ToolCatalog catalog,
    EventLog events,
    EventSources sources,
    Metering metering,
    Optional<BreakerKeeper> keeper) {

  SupervisedTools supervised() {
    return path.supervised();
  }

  PrincipalLimits limits() {
    return path.quota().limits();
  }

  AuditTrail trail() {
    return audit.<AuditTrail>map(log -> log).orElse(AuditTrail.NONE);
  }

  TargetBreakers targets() {
    return path.targets();
  }

  RunningCalls calls() {
    return path.running();
  }

  KnownHosts hosts() {
    return path.recent().hosts();
  }

  /** In effect now. */
  Settings settings() {
    return reloading.current();
  }
}
