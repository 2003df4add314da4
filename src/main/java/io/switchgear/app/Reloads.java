package io.switchgear.app;

import io.switchgear.app.runtime.Logging;
import io.switchgear.calls.ToolLayers;
import io.switchgear.calls.limits.PrincipalLimits;
import io.switchgear.calls.targets.TargetBreakers;
import io.switchgear.cluster.voting.QuorumVoting;
import io.switchgear.config.AuthSettings;
import io.switchgear.config.ReloadKeys;
import io.switchgear.config.Reloadable;
import io.switchgear.config.Reloaded;
import io.switchgear.config.SettingProblem;
import io.switchgear.config.WebhookSettings;
import io.switchgear.front.access.Entitlement;
import io.switchgear.front.http.HttpFront;
import io.switchgear.mcp.McpServer;
import io.switchgear.mcp.catalog.CatalogChange;
import io.switchgear.supervisor.SupervisedTools;
import io.switchgear.tool.ToolCatalog;
import io.switchgear.tool.ToolDescriptor;
import io.switchgear.watch.audit.AuditRecord;
import io.switchgear.watch.audit.AuditRecord.Kind;
import io.switchgear.watch.audit.AuditTrail;
import io.switchgear.watch.health.HealthMonitor;
import io.switchgear.watch.health.Schedule;
import io.switchgear.watch.metering.Metering;
import io.switchgear.watch.webhooks.ReloadableWebhooks;
import java.util.List;
import java.util.function.Consumer;
import java.util.stream.Collectors;
import org.apache.pekko.actor.typed.ActorRef;

/** How each component applies new settings. */
final class Reloads {

  private static final String RELOAD = "reload of the configuration";

  private Reloads() {}

  /** Runs first, so that callers who lose permissions lose their streams. */
  static Reloadable access(HttpFront front, McpServer mcp) {
    return Reloadable.of(
        (before, after) -> {
          AuthSettings was = before.access().auth();
          AuthSettings is = after.access().auth();
          Runnable access = front.prepare(after.http(), after.access());
          return () -> {
            access.run();
            mcp.endSessions(principal -> !Entitlement.lasts(was, is, principal));
          };
        },
        ReloadKeys.ACCESS);
  }

  static Reloadable limits(PrincipalLimits limits) {
    return Reloadable.simple(after -> limits.become(after.limits()), ReloadKeys.LIMITS);
  }

  static Reloadable tools(ToolLayers layers) {
    return Reloadable.of((before, after) -> layers.prepare(after), ReloadKeys.TOOLS);
  }

  static Reloadable protection(SupervisedTools tools) {
    return Reloadable.simple(
        after ->
            tools.reconfigure(tool -> after.tool(tool).protection()).toCompletableFuture().join(),
        ReloadKeys.PROTECTION);
  }

  static Reloadable quorum(QuorumVoting voting) {
    return Reloadable.simple(
        after -> voting.become(tool -> after.tool(tool).quorum()), ReloadKeys.QUORUM);
  }

  static Reloadable targets(TargetBreakers targets) {
    return Reloadable.simple(after -> targets.reconfigure(after.targets()), ReloadKeys.TARGETS);
  }

  static Reloadable health(ActorRef<HealthMonitor.Command> monitor) {
    return Reloadable.simple(
        after -> monitor.tell(new HealthMonitor.Reschedule(Schedule.of(after.health()))),
        ReloadKeys.HEALTH);
  }

  static Reloadable log() {
    return Reloadable.simple(after -> Logging.apply(after.log()), ReloadKeys.LOG);
  }

  static Reloadable metering(Metering metering) {
    return Reloadable.simple(
        after -> metering.use(after.metrics(), after.alerts()), ReloadKeys.METERING);
  }

  /** Records the reload and its result in the audit log. */
  static Consumer<Reloaded> noted(AuditTrail trail) {
    return reloaded ->
        trail.record(
            reloaded.applied()
                ? AuditRecord.done(Kind.CONFIG, reloaded.by(), RELOAD)
                : AuditRecord.refused(
                    Kind.CONFIG,
                    reloaded.by(),
                    RELOAD,
                    "invalid: "
                        + reloaded.problems().stream()
                            .map(SettingProblem::key)
                            .collect(Collectors.joining(", "))));
  }

  static Reloadable webhooks(ReloadableWebhooks webhooks) {
    return Reloadable.of(
        (before, after) -> {
          List<WebhookSettings> next = after.webhooks();
          return before.webhooks().equals(next) ? () -> {} : () -> webhooks.become(next);
        },
        ReloadKeys.WEBHOOKS);
  }

  /** Notifies clients when tool descriptions change. Runs last. */
  static Reloadable descriptions(ToolCatalog tools, Consumer<CatalogChange> clients) {
    return Reloadable.of(
        (before, after) -> {
          List<ToolDescriptor> seen = tools.descriptors();
          return () -> {
            if (!tools.descriptors().equals(seen)) {
              clients.accept(new CatalogChange.ToolsListed());
            }
          };
        },
        ReloadKeys.NONE);
  }
}
