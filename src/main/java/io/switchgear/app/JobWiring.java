package io.switchgear.app;

import io.switchgear.breaker.BreakerSnapshot;
import io.switchgear.calls.CallPath;
import io.switchgear.calls.ToolLayers;
import io.switchgear.cluster.budget.Leases;
import io.switchgear.config.ClusterSettings.Role;
import io.switchgear.config.JobSettings;
import io.switchgear.config.Settings;
import io.switchgear.scan.JobAudit;
import io.switchgear.scan.JobEngine;
import io.switchgear.scan.run.WorkerParts.Room;
import io.switchgear.scope.ExclusionList;
import io.switchgear.scope.PortSet;
import io.switchgear.scope.ScanScope;
import io.switchgear.scope.ScopeQuery;
import io.switchgear.store.Store;
import io.switchgear.tool.Caller;
import io.switchgear.tool.Tool;
import io.switchgear.tool.ToolPlan;
import io.switchgear.watch.audit.AuditRecord;
import io.switchgear.watch.audit.AuditRecord.Kind;
import io.switchgear.watch.audit.AuditTrail;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletionStage;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.Supplier;
import org.apache.pekko.actor.typed.ActorSystem;

/**
 * Gives the engine of jobs its parts.
 *
 * @param settings in effect; read at each use
 * @param permissions that a principal has now
 * @param stuck told how many jobs of each tool run without progress
 * @param leases of limits that the nodes share; empty if this node is alone
 */
record JobWiring(
    Supplier<Settings> settings,
    ToolLayers layers,
    CallPath path,
    Function<Caller, Optional<Caller>> permissions,
    AuditTrail trail,
    Consumer<Map<String, Long>> stuck,
    Optional<Leases> leases) {

  JobEngine start(ActorSystem<?> system, Store store) {
    return JobEngine.start(
        system,
        new JobEngine.Environment(
            settings.get().nodeName(),
            settings.get().cluster().is(Role.WORKER),
            store.sql(),
            path.catalogOfJobs(),
            this::tool,
            this::scanners,
            this::room,
            tool -> settings.get().tool(tool).protection().callTimeout(),
            this::exclusions,
            permissions,
            () -> settings.get().jobs(),
            this::audited,
            () -> settings.get().fallback(),
            stuck,
            leases,
            Clock.systemUTC()));
  }

  private void audited(JobAudit.Record record) {
    AuditRecord entry =
        record.refusedBy().isEmpty()
            ? AuditRecord.done(Kind.OPERATION, record.who(), record.what())
            : AuditRecord.refused(Kind.OPERATION, record.who(), record.what(), record.refusedBy());
    entry = record.targets().isEmpty() ? entry : entry.about(record.targets());
    entry = record.job().isEmpty() ? entry : entry.with("job", record.job());
    for (Map.Entry<String, String> detail : record.details().entrySet()) {
      entry = detail.getValue().isEmpty() ? entry : entry.with(detail.getKey(), detail.getValue());
    }
    trail.record(entry);
  }

  /** The exclusions of a plan's principal, by the scope in effect. */
  private CompletionStage<ExclusionList> exclusions(ToolPlan plan, List<String> exclude) {
    return new ScanScope(settings.get().scope())
        .exclusions(new ScopeQuery(plan.caller().name(), plan.tool(), PortSet.NONE), exclude);
  }

  private Optional<Tool> tool(String name) {
    return layers.tools().stream()
        .filter(tool -> tool.descriptor().name().equals(name))
        .findFirst();
  }

  /** The tools that have targets. */
  private List<String> scanners() {
    return path.supervised().descriptors().stream()
        .filter(tool -> tool.inputSchema().at("/properties/targets").isObject())
        .map(tool -> tool.name())
        .toList();
  }

  /** As many blocks as the settings allow, within the bulkhead; one while the breaker probes. */
  private Room room(String tool) {
    if (path.supervised().find(tool).isEmpty()) {
      // The block ends with a message that says so.
      return new Room(1, "");
    }
    BreakerSnapshot snapshot = path.supervised().snapshot(tool);
    JobSettings jobs = settings.get().jobs();
    int most =
        Math.min(
            jobs.blocksPerTool(),
            settings.get().tool(tool).protection().bulkhead().maxConcurrent());
    if (snapshot.draining()) {
      return new Room(0, "The server is shutting down.");
    }
    return switch (snapshot.state()) {
      case OPEN -> new Room(0, open(tool, snapshot.retryAfter()));
      case HALF_OPEN -> new Room(1, "");
      case CLOSED -> new Room(most, "");
    };
  }

  private static String open(String tool, Duration retryAfter) {
    return "The breaker of '%s' is open; blocks go on when it admits calls again, which it tries in %d s."
        .formatted(tool, Math.max(1, retryAfter.toSeconds()));
  }
}
