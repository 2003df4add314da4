package io.switchgear.app;

import io.switchgear.calls.AnswerLimit;
import io.switchgear.calls.ArgumentCheck;
import io.switchgear.calls.CallPath;
import io.switchgear.calls.ToolLayers;
import io.switchgear.calls.audit.CallAudit;
import io.switchgear.calls.audit.CallRecorder;
import io.switchgear.calls.fallback.Fallbacks;
import io.switchgear.calls.hosts.KnownHosts;
import io.switchgear.calls.hosts.RecentTargets;
import io.switchgear.calls.limits.CallQuota;
import io.switchgear.calls.limits.PrincipalLimits;
import io.switchgear.calls.running.RunningCalls;
import io.switchgear.calls.sharing.SharedCalls;
import io.switchgear.calls.step.CallStep;
import io.switchgear.calls.targets.TargetBreakers;
import io.switchgear.cluster.budget.Leases;
import io.switchgear.cluster.budget.PrincipalShares;
import io.switchgear.config.Settings;
import io.switchgear.supervisor.SupervisedTools;
import io.switchgear.watch.audit.CallRecords;
import io.switchgear.watch.events.CallEvents;
import io.switchgear.watch.events.EventLog;
import java.security.SecureRandom;
import java.util.Optional;
import java.util.function.Supplier;

/**
 * Gives the steps of the call path their parts.
 *
 * @param settings in effect; read at each call where a reload changes them
 * @param leases of limits that the nodes share; empty if this node is alone
 */
record CallPathWiring(
    Supplier<Settings> settings,
    Storage storage,
    ToolLayers layers,
    Fallbacks fallbacks,
    EventLog events,
    Optional<Leases> leases) {

  /**
   * @param limited whether answers are cut to the size that the settings allow
   * @param placement decides on which node a call runs
   */
  CallPath path(boolean limited, SupervisedTools supervised, CallStep placement) {
    Settings atStart = settings.get();
    return new CallPath(
        limited ? new AnswerLimit(tool -> settings.get().tool(tool).maxAnswer()) : AnswerLimit.NONE,
        new ArgumentCheck(supervised::find),
        new CallAudit(
            storage.audit().<CallRecorder>map(CallRecords::new).orElse(CallRecorder.NONE),
            tool -> supervised.state(tool).wire()),
        new CallQuota(limits(atStart)),
        new RecentTargets(new KnownHosts()),
        fallbacks.chains(layers.tools(), supervised),
        new SharedCalls(supervised::find, tool -> settings.get().tool(tool).share()),
        fallbacks.keptAnswers(),
        new RunningCalls(new CallEvents(events)),
        placement,
        new TargetBreakers(atStart.targets(), System::nanoTime, new SecureRandom().nextLong()),
        supervised);
  }

  private PrincipalLimits limits(Settings atStart) {
    return leases
        .map(shared -> PrincipalShares.limits(atStart.limits(), System::nanoTime, shared))
        .orElseGet(() -> new PrincipalLimits(atStart.limits(), System::nanoTime));
  }
}
