package io.switchgear.cli.top;

import io.switchgear.watch.view.AlertJson;
import io.switchgear.watch.view.CallJson;
import io.switchgear.watch.view.CallerJson;
import io.switchgear.watch.view.EventJson;
import io.switchgear.watch.view.HealthJson;
import io.switchgear.watch.view.JobJson;
import io.switchgear.watch.view.ScheduleEventJson;
import io.switchgear.watch.view.ToolJson;
import io.switchgear.watch.view.ToolSampleJson;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;

/**
 * The known state of a server. Immutable: loading and events produce new values.
 *
 * @param since when the server started
 * @param asOf when the server made the loaded state; older events do not change that state
 * @param ahead by how much the server's clock is ahead of this machine's
 * @param jobs that have not ended
 * @param entries the last events as text, oldest first
 * @param newest the highest event id so far of each node
 */
public record ServerModel(
    Caller caller,
    Instant since,
    Instant asOf,
    Duration ahead,
    SortedMap<String, BreakerRow> breakers,
    SortedMap<String, CallRow> calls,
    SortedMap<String, AlertRow> alerts,
    SortedMap<String, WatchedJob> jobs,
    Optional<Health> health,
    List<EventLine> entries,
    Map<String, Long> newest) {

  /** Maximum number of retained events; more than the rows of any terminal. */
  private static final int MAX_ENTRIES = 200;

  /**
   * The caller that the server identified.
   *
   * @param node the server's name among those of its cluster; empty if it has not said it
   */
  record Caller(String name, boolean mayOrder, String node) {

    /** Whether the server does not authenticate callers. */
    boolean isAnonymous() {
      return name.isEmpty() || name.equals("local");
    }

    static Caller of(CallerJson whoami) {
      return new Caller(
          Formats.clean(whoami.name()),
          whoami.permissions().contains("ops:write"),
          Optional.ofNullable(whoami.server()).map(CallerJson.Server::node).orElse(""));
    }
  }

  /**
   * The server's responses from which the model is loaded.
   *
   * @param whoami the response of {@code /api/v1/whoami}; the others likewise
   * @param jobs those that have not ended; empty if the server has no jobs
   */
  public record Answers(
      CallerJson whoami,
      ToolJson.All tools,
      CallJson.All calls,
      AlertJson.All alerts,
      Optional<JobJson.All> jobs,
      HealthJson health) {

    /**
     * @throws OperatorApi.ApiFailure if one of the requests fails
     */
    public static Answers from(OperatorApi api) {
      return new Answers(
          api.get(CallerJson.class, "whoami"),
          api.get(ToolJson.All.class, "tools"),
          api.get(CallJson.All.class, "calls"),
          api.get(AlertJson.All.class, "alerts"),
          api.find(JobJson.All.class, WatchedJob.OPEN, "jobs"),
          api.get(HealthJson.class, "health"));
    }
  }

  /** The model before anything is loaded. */
  public static ServerModel empty() {
    return new ServerModel(
        new Caller("", false, ""),
        Instant.EPOCH,
        Instant.EPOCH,
        Duration.ZERO,
        Collections.emptySortedMap(),
        Collections.emptySortedMap(),
        Collections.emptySortedMap(),
        Collections.emptySortedMap(),
        Optional.empty(),
        List.of(),
        Map.of());
  }

  /** Replaces everything except the events. */
  public ServerModel loaded(Answers answers, Instant now) {
    Instant at = Optional.ofNullable(answers.tools().timestamp()).orElse(now);
    return new ServerModel(
        Caller.of(answers.whoami()),
        Optional.ofNullable(answers.tools().since()).orElse(at),
        at,
        Duration.between(now, at),
        keyed(
            answers.tools().tools().stream().map(tool -> BreakerRow.of(tool, at)),
            BreakerRow::name),
        keyed(answers.calls().calls().stream().map(CallRow::of), CallRow::id),
        keyed(
            answers.alerts().alerts().stream().filter(AlertRow::isFiring).map(AlertRow::of),
            AlertRow::key),
        keyed(
            answers.jobs().stream().flatMap(all -> all.jobs().stream()).map(WatchedJob::of),
            WatchedJob::id),
        Optional.of(Health.of(answers.health())),
        entries,
        newest);
  }

  ServerModel withHealth(HealthJson report) {
    return new ServerModel(
        caller,
        since,
        asOf,
        ahead,
        breakers,
        calls,
        alerts,
        jobs,
        Optional.of(Health.of(report)),
        entries,
        newest);
  }

  /** Applies an event of the stream; an event that was applied before changes nothing. */
  ServerModel withEvent(ServerEvent event, Instant now) {
    ServerModel restarted =
        event.facts() instanceof EventJson.Gap gap && gap.isRestart() ? numbered(Map.of()) : this;
    long id = event.id().orElse(0);
    if (id > 0 && id <= restarted.newest.getOrDefault(event.node(), 0L)) {
      return this;
    }
    ServerModel numbered = id > 0 ? restarted.numbered(event.node(), id) : restarted;
    ServerModel next = isShown(event) ? numbered.happened(event, now) : numbered;
    return EventLine.of(event, now.plus(ahead))
        .map(line -> isElsewhere(event) ? line.on(event.node()) : line)
        .map(next::entered)
        .orElse(next);
  }

  /** Another node has breakers, calls and alerts of its own; jobs are those of all nodes. */
  private boolean isShown(ServerEvent event) {
    return !isElsewhere(event) || event.facts() instanceof EventJson.JobChanged;
  }

  private boolean isElsewhere(ServerEvent event) {
    return !event.node().isEmpty()
        && !caller.node().isEmpty()
        && !event.node().equals(caller.node());
  }

  private ServerModel happened(ServerEvent event, Instant now) {
    Instant at = event.at().orElse(now.plus(ahead));
    boolean past = !at.isAfter(asOf);
    return switch (event.facts()) {
      case ToolSampleJson.All sample -> sampled(sample.tools(), at, Duration.between(now, at));
      case EventJson.BreakerTransition change ->
          past ? this : breaker(change.tool(), breaker -> breaker.changed(change, at));
      case EventJson.DrillChanged change ->
          past ? this : breaker(change.tool(), breaker -> breaker.drilled(change));
      case EventJson.Call call -> call(call, at, past);
      // A progress event may arrive after the end of its call.
      case CallJson progress ->
          calls(all -> all.computeIfPresent(progress.callId(), (i, c) -> CallRow.of(progress)));
      case AlertJson alert -> past ? this : alert(alert);
      case EventJson.QuorumChanged other -> this;
      case EventJson.HealthChanged other -> this;
      case EventJson.JobChanged job -> past ? this : job(job);
      case ScheduleEventJson other -> this;
      case EventJson.ConfigReloaded other -> this;
      case EventJson.CatalogChanged other -> this;
      case EventJson.Gap other -> this;
      case EventJson.Unknown other -> this;
    };
  }

  private ServerModel call(EventJson.Call call, Instant at, boolean past) {
    if (call.outcome().isPresent()) {
      return calls(all -> all.remove(call.callId()));
    }
    return past ? this : calls(all -> put(all, CallRow.of(call, at)));
  }

  private ServerModel sampled(Map<String, ToolSampleJson> tools, Instant at, Duration aheadNow) {
    SortedMap<String, BreakerRow> all = new TreeMap<>(breakers);
    all.replaceAll(
        (name, breaker) ->
            tools.containsKey(name) ? breaker.sampled(tools.get(name), at) : breaker);
    return new ServerModel(
        caller, since, asOf, aheadNow, all, calls, alerts, jobs, health, entries, newest);
  }

  private ServerModel breaker(String tool, UnaryOperator<BreakerRow> change) {
    SortedMap<String, BreakerRow> all = new TreeMap<>(breakers);
    all.computeIfPresent(tool, (name, breaker) -> change.apply(breaker));
    return new ServerModel(
        caller, since, asOf, ahead, all, calls, alerts, jobs, health, entries, newest);
  }

  private ServerModel calls(Consumer<SortedMap<String, CallRow>> change) {
    SortedMap<String, CallRow> all = new TreeMap<>(calls);
    change.accept(all);
    return new ServerModel(
        caller, since, asOf, ahead, breakers, all, alerts, jobs, health, entries, newest);
  }

  private ServerModel alert(AlertJson alert) {
    SortedMap<String, AlertRow> all = new TreeMap<>(alerts);
    AlertRow row = AlertRow.of(alert);
    if (AlertRow.isFiring(alert)) {
      all.put(row.key(), row);
    } else {
      all.remove(row.key());
    }
    return new ServerModel(
        caller, since, asOf, ahead, breakers, calls, all, jobs, health, entries, newest);
  }

  private ServerModel job(EventJson.JobChanged job) {
    SortedMap<String, WatchedJob> all = new TreeMap<>(jobs);
    WatchedJob next = WatchedJob.of(job);
    if (WatchedJob.hasEnded(job)) {
      all.remove(next.id());
    } else if (job.change().equals("progress")) {
      // It may arrive after the end of its job.
      all.computeIfPresent(next.id(), (id, before) -> next);
    } else {
      all.put(next.id(), next);
    }
    return new ServerModel(
        caller, since, asOf, ahead, breakers, calls, alerts, all, health, entries, newest);
  }

  private ServerModel entered(EventLine entry) {
    List<EventLine> all = new ArrayList<>(entries);
    all.add(entry);
    List<EventLine> kept = all.subList(Math.max(0, all.size() - MAX_ENTRIES), all.size());
    return new ServerModel(
        caller,
        since,
        asOf,
        ahead,
        breakers,
        calls,
        alerts,
        jobs,
        health,
        List.copyOf(kept),
        newest);
  }

  private ServerModel numbered(String node, long id) {
    Map<String, Long> all = new TreeMap<>(newest);
    all.put(node, id);
    return numbered(Map.copyOf(all));
  }

  private ServerModel numbered(Map<String, Long> ids) {
    return new ServerModel(
        caller, since, asOf, ahead, breakers, calls, alerts, jobs, health, entries, ids);
  }

  /** Calls per second of all tools. */
  double rate() {
    return breakers.values().stream().mapToDouble(each -> each.figures().rate()).sum();
  }

  /** The fraction of failed calls over the last minute; empty without calls. */
  OptionalDouble failureShare() {
    double failed =
        breakers.values().stream()
            .mapToDouble(each -> each.figures().rate() * each.figures().failureShare().orElse(0))
            .sum();
    return rate() > 0 ? OptionalDouble.of(failed / rate()) : OptionalDouble.empty();
  }

  long count(String state) {
    return breakers.values().stream().filter(each -> each.status().state().equals(state)).count();
  }

  private static void put(SortedMap<String, CallRow> all, CallRow call) {
    all.put(call.id(), call);
  }

  private static <T> SortedMap<String, T> keyed(Stream<T> rows, Function<T, String> key) {
    SortedMap<String, T> all = new TreeMap<>();
    rows.forEach(row -> all.put(key.apply(row), row));
    return all;
  }
}
