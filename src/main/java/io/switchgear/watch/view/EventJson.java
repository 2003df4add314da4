package io.switchgear.watch.view;

import com.fasterxml.jackson.annotation.JsonIgnore;
import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonInclude.Include;
import com.fasterxml.jackson.databind.JsonNode;
import io.switchgear.breaker.BreakerState;
import io.switchgear.breaker.Transition;
import io.switchgear.calls.drill.Drill;
import io.switchgear.cluster.quorum.Quorum.Verdict;
import io.switchgear.config.Reloaded;
import io.switchgear.config.SettingChange;
import io.switchgear.config.SettingProblem;
import io.switchgear.scan.job.Job;
import io.switchgear.scan.job.JobEvent;
import io.switchgear.scan.job.JobProgress;
import io.switchgear.watch.health.HealthReport;
import io.switchgear.watch.health.HealthStatus;
import java.time.Instant;
import java.time.format.DateTimeParseException;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalLong;

/** What an event says beyond its id, type and time: one record per type. */
public sealed interface EventJson
    permits AlertJson,
        CallJson,
        EventJson.BreakerTransition,
        EventJson.Call,
        EventJson.CatalogChanged,
        EventJson.ConfigReloaded,
        EventJson.DrillChanged,
        EventJson.Gap,
        EventJson.HealthChanged,
        EventJson.JobChanged,
        EventJson.QuorumChanged,
        EventJson.Unknown,
        ScheduleEventJson,
        ToolSampleJson.All {

  /**
   * Reads the facts of an event.
   *
   * @param event may have other fields too
   * @return {@link Unknown} for a type that this version does not know
   * @throws IllegalArgumentException if a field has a wrong type
   */
  static EventJson read(String type, JsonNode event) {
    return ViewMapper.read(event, shape(type));
  }

  private static Class<? extends EventJson> shape(String type) {
    return switch (type) {
      case "breaker_transition" -> BreakerTransition.class;
      case "quorum_changed" -> QuorumChanged.class;
      case "call_started", "call_ended" -> Call.class;
      case "call_progress" -> CallJson.class;
      case "health_changed" -> HealthChanged.class;
      case "drill_changed" -> DrillChanged.class;
      case "config" -> ConfigReloaded.class;
      case "catalog_changed" -> CatalogChanged.class;
      case "alert" -> AlertJson.class;
      case "job_changed", JobChanged.PROGRESS -> JobChanged.class;
      case "schedule_changed", "schedule_missed", "schedule_failed" -> ScheduleEventJson.class;
      case ToolSampleJson.All.TYPE -> ToolSampleJson.All.class;
      case Gap.TYPE -> Gap.class;
      default -> Unknown.class;
    };
  }

  /**
   * An event of a type that this version does not know.
   *
   * @param tool empty if the event is not about a tool
   */
  record Unknown(String tool) implements EventJson {}

  /** A breaker changed its state, or an operator's order took effect on it. */
  record BreakerTransition(
      String tool, String fromState, String toState, String reason, Map<String, Object> metadata)
      implements EventJson {

    public static BreakerTransition of(Transition transition) {
      return new BreakerTransition(
          transition.breaker(),
          transition.from().wire(),
          transition.to().wire(),
          transition.reason(),
          transition.metadata());
    }

    /** Who gave the order; empty if the change has another cause. */
    public Optional<String> operator() {
      return text("operator");
    }

    /** Why the order was given; empty without one. */
    public String operatorReason() {
      return text("operator_reason").orElse("");
    }

    /** How long the breaker stays open, in seconds; 0 if it does not open. */
    public double openSeconds() {
      return metadata.get("open_seconds") instanceof Number seconds ? seconds.doubleValue() : 0;
    }

    /** When the order expires; empty if it stands until it is lifted. */
    public Optional<Instant> expires() {
      try {
        return text("expires").map(Instant::parse);
      } catch (DateTimeParseException notATime) {
        return Optional.empty();
      }
    }

    private Optional<String> text(String field) {
      return Optional.ofNullable(metadata.get(field)).map(Object::toString);
    }
  }

  /**
   * The quorum of a tool has another verdict for this node.
   *
   * @param ownState of the node's own breaker
   * @param fromVerdict as {@code toVerdict}
   * @param toVerdict {@code own}, {@code stays_admitting}, {@code probes}, {@code waits} or {@code
   *     lifted}
   * @param prober name of the node that this one waits for; absent unless it waits
   */
  record QuorumChanged(
      String tool,
      String ownState,
      String fromVerdict,
      String toVerdict,
      @JsonInclude(Include.NON_ABSENT) Optional<String> prober)
      implements EventJson {

    public static QuorumChanged of(String tool, BreakerState own, Verdict before, Verdict now) {
      return new QuorumChanged(tool, own.wire(), before.wire(), now.wire(), now.waitsFor());
    }
  }

  /**
   * A call was started, or has ended.
   *
   * @param traceId the W3C trace that the client named; absent without one
   * @param outcome {@code success} or an error type; absent until it has ended
   * @param duration in seconds; absent until it has ended
   * @param operator who cancelled it; absent if nobody did
   * @param reason why the operator cancelled it; absent if nobody did
   */
  record Call(
      String tool,
      String callId,
      String caller,
      @JsonInclude(Include.NON_ABSENT) Optional<String> traceId,
      @JsonInclude(Include.NON_ABSENT) Optional<String> outcome,
      @JsonInclude(Include.NON_ABSENT) OptionalDouble duration,
      @JsonInclude(Include.NON_ABSENT) Optional<String> operator,
      @JsonInclude(Include.NON_ABSENT) Optional<String> reason)
      implements EventJson {}

  /**
   * The health of the server changed.
   *
   * @param checks status by name, of the checks that are not healthy
   */
  record HealthChanged(String fromStatus, String toStatus, Map<String, String> checks)
      implements EventJson {

    public static HealthChanged of(HealthStatus before, HealthReport now) {
      Map<String, String> checks = new LinkedHashMap<>();
      now.checks().stream()
          .filter(check -> check.status() != HealthStatus.HEALTHY)
          .forEach(check -> checks.put(check.name(), check.status().wire()));
      return new HealthChanged(before.wire(), now.status().wire(), checks);
    }
  }

  /** A drill was set, ended by an operator, or used up. */
  record DrillChanged(
      String tool, String change, String fault, int callsLeft, String operator, String reason)
      implements EventJson {

    /**
     * @param change in one word
     */
    public static DrillChanged of(String change, Drill drill) {
      return new DrillChanged(
          drill.tool(),
          change,
          drill.fault().wire(),
          drill.left(),
          drill.operator(),
          drill.reason());
    }
  }

  /**
   * A job was created, has another state or other counters, or was deleted.
   *
   * @param change {@code state}, {@code progress}, {@code questions} or {@code deleted}
   * @param name may be empty
   * @param waiting why nothing of it runs at present; absent if it runs or has ended
   * @param principal to whom it belongs
   * @param schedule id of the schedule that started it; absent for none
   * @param rate hosts per second
   * @param etaSeconds absent while unknown
   * @param problemsTotal reasons why its result is not whole
   */
  record JobChanged(
      String change,
      String jobId,
      String name,
      String tool,
      String state,
      @JsonInclude(Include.NON_ABSENT) Optional<String> waiting,
      String principal,
      @JsonInclude(Include.NON_ABSENT) Optional<String> schedule,
      long hostsTotal,
      long hostsDone,
      long hostsUp,
      long openPorts,
      double rate,
      @JsonInclude(Include.NON_ABSENT) OptionalLong etaSeconds,
      long problemsTotal)
      implements EventJson {

    /** The type of events about counters, of which only the newest is kept. */
    public static final String PROGRESS = "job_progress";

    public static JobChanged of(JobEvent event) {
      Job job = event.job();
      JobProgress progress = job.progress();
      return new JobChanged(
          event.kind().name().toLowerCase(Locale.ROOT),
          job.id(),
          job.name(),
          job.tool(),
          job.state().wire(),
          Optional.of(job.waiting()).filter(why -> !why.isEmpty()),
          job.principal(),
          Optional.of(job.schedule()).filter(id -> !id.isEmpty()),
          progress.hostsTotal(),
          progress.hostsDone(),
          progress.hostsUp(),
          progress.openPorts(),
          ViewMapper.rounded(progress.hostsPerSecond()),
          job.etaSeconds(),
          job.problemsInAll());
    }
  }

  /**
   * A reload was asked for. The lists hold keys only, because values may be secret.
   *
   * @param by {@code api}, {@code signal} or {@code file}
   * @param applied whether the configuration was valid
   */
  record ConfigReloaded(
      String by,
      boolean applied,
      List<String> changed,
      List<String> needsRestart,
      List<String> problems)
      implements EventJson {

    public static ConfigReloaded of(Reloaded reloaded) {
      return new ConfigReloaded(
          reloaded.by(),
          reloaded.applied(),
          reloaded.changed().stream().map(SettingChange::key).toList(),
          reloaded.needsRestart().stream().map(SettingChange::key).toList(),
          reloaded.problems().stream().map(SettingProblem::key).toList());
    }
  }

  /**
   * What MCP clients are offered has changed.
   *
   * @param change {@code tools}, {@code prompts}, {@code resources} or {@code resource}
   * @param uri of the resource; absent for lists
   */
  record CatalogChanged(String change, @JsonInclude(Include.NON_ABSENT) Optional<String> uri)
      implements EventJson {}

  /**
   * A reader of the stream has missed events.
   *
   * @param reason {@code no_longer_kept} or {@code server_restarted}
   * @param missed how many; absent if that is not known
   * @param node whose events; absent if that is not known
   */
  record Gap(
      String type,
      String reason,
      @JsonInclude(Include.NON_ABSENT) OptionalLong missed,
      @JsonInclude(Include.NON_ABSENT) Optional<String> node)
      implements EventJson {

    public static final String TYPE = "gap";

    private static final String RESTARTED = "server_restarted";

    /** The reader's last event id names a run that no node that can be asked knows. */
    public static Gap serverRestarted() {
      return new Gap(TYPE, RESTARTED, OptionalLong.empty(), Optional.empty());
    }

    /** Whether the server was restarted, so that its event ids may start anew. */
    @JsonIgnore
    public boolean isRestart() {
      return reason.equals(RESTARTED);
    }

    /** Events of a node after the reader's last one are no longer kept. */
    public static Gap noLongerKept(String node, long missed) {
      return new Gap(TYPE, "no_longer_kept", OptionalLong.of(missed), Optional.of(node));
    }
  }
}
