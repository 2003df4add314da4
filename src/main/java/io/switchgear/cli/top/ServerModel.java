package io.switchgear.cli.top;

import com.fasterxml.jackson.databind.JsonNode;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.UnaryOperator;

/**
 * The known state of a server. Immutable: loading and events produce new values.
 *
 * @param since when the server started
 * @param asOf when the server made the loaded state; older events do not change that state
 * @param ahead by how much the server's clock is ahead of this machine's
 * @param entries the last events as text, oldest first
 * @param newest the highest event id so far; 0 before the first event
 */
public record ServerModel(
    Caller caller,
    Instant since,
    Instant asOf,
    Duration ahead,
    SortedMap<String, BreakerRow> breakers,
    SortedMap<String, CallRow> calls,
    SortedMap<String, AlertRow> alerts,
    Optional<Health> health,
    List<EventLine> entries,
    long newest) {

  /** Maximum number of retained events; more than the rows of any terminal. */
  private static final int MAX_ENTRIES = 200;

  /** The caller that the server identified. */
  record Caller(String name, boolean mayOrder) {

    /** Whether the server does not authenticate callers. */
    boolean isAnonymous() {
      return name.isEmpty() || name.equals("local");
    }

    static Caller of(JsonNode whoami) {
      return new Caller(
          Formats.clean(whoami.path("name")),
          whoami
              .path("permissions")
              .valueStream()
              .anyMatch(permission -> permission.asText().equals("ops:write")));
    }
  }

  /**
   * The server's responses from which the model is loaded.
   *
   * @param whoami the response of {@code /api/v1/whoami}; the others likewise
   */
  public record Answers(
      JsonNode whoami, JsonNode tools, JsonNode calls, JsonNode alerts, JsonNode health) {

    /**
     * @throws OperatorApi.ApiFailure if one of the requests fails
     */
    public static Answers from(OperatorApi api) {
      return new Answers(
          api.get("whoami"),
          api.get("tools"),
          api.get("calls"),
          api.get("alerts"),
          api.get("health"));
    }
  }

  /** The model before anything is loaded. */
  public static ServerModel empty() {
    return new ServerModel(
        new Caller("", false),
        Instant.EPOCH,
        Instant.EPOCH,
        Duration.ZERO,
        Collections.emptySortedMap(),
        Collections.emptySortedMap(),
        Collections.emptySortedMap(),
        Optional.empty(),
        List.of(),
        0);
  }

  /** Replaces everything except the events. */
  public ServerModel loaded(Answers answers, Instant now) {
    Instant at = Formats.time(answers.tools().path("timestamp")).orElse(now);
    return new ServerModel(
        Caller.of(answers.whoami()),
        Formats.time(answers.tools().path("since")).orElse(at),
        at,
        Duration.between(now, at),
        keyed(answers.tools().path("tools"), tool -> BreakerRow.of(tool, at), BreakerRow::name),
        keyed(answers.calls().path("calls"), CallRow::of, CallRow::id),
        firing(answers.alerts().path("alerts")),
        Optional.of(Health.of(answers.health())),
        entries,
        newest);
  }

  ServerModel withHealth(JsonNode report) {
    return new ServerModel(
        caller,
        since,
        asOf,
        ahead,
        breakers,
        calls,
        alerts,
        Optional.of(Health.of(report)),
        entries,
        newest);
  }

  /** Applies an event of the stream; an event that was applied before changes nothing. */
  public ServerModel withEvent(JsonNode event, Instant now) {
    ServerModel restarted =
        event.path("reason").asText().equals("server_restarted") ? numbered(0) : this;
    long id = event.path("id").asLong();
    if (id > 0 && id <= restarted.newest) {
      return this;
    }
    ServerModel next = (id > 0 ? restarted.numbered(id) : restarted).happened(event, now);
    return EventLine.of(event, now.plus(ahead)).map(next::entered).orElse(next);
  }

  private ServerModel happened(JsonNode event, Instant now) {
    Optional<Instant> time = Formats.time(event.path("timestamp"));
    Instant at = time.orElse(now.plus(ahead));
    boolean past = !at.isAfter(asOf);
    return switch (event.path("type").asText()) {
      case "sample" -> sampled(event.path("tools"), at, Duration.between(now, at));
      case "breaker_transition" ->
          past ? this : breaker(event, breaker -> breaker.changed(event, at));
      case "drill_changed" -> past ? this : breaker(event, breaker -> breaker.drilled(event));
      case "call_started" -> past ? this : calls(all -> put(all, CallRow.of(event)));
      // A progress event may arrive after the end of its call.
      case "call_progress" ->
          calls(
              all ->
                  all.computeIfPresent(
                      event.path("call_id").asText(), (i, c) -> CallRow.of(event)));
      case "call_ended" -> calls(all -> all.remove(event.path("call_id").asText()));
      case "alert" -> past ? this : alert(event);
      default -> this;
    };
  }

  private ServerModel sampled(JsonNode tools, Instant at, Duration aheadNow) {
    SortedMap<String, BreakerRow> all = new TreeMap<>(breakers);
    all.replaceAll(
        (name, breaker) -> tools.has(name) ? breaker.sampled(tools.path(name), at) : breaker);
    return new ServerModel(
        caller, since, asOf, aheadNow, all, calls, alerts, health, entries, newest);
  }

  private ServerModel breaker(JsonNode event, UnaryOperator<BreakerRow> change) {
    SortedMap<String, BreakerRow> all = new TreeMap<>(breakers);
    all.computeIfPresent(event.path("tool").asText(), (name, breaker) -> change.apply(breaker));
    return new ServerModel(caller, since, asOf, ahead, all, calls, alerts, health, entries, newest);
  }

  private ServerModel calls(Consumer<SortedMap<String, CallRow>> change) {
    SortedMap<String, CallRow> all = new TreeMap<>(calls);
    change.accept(all);
    return new ServerModel(
        caller, since, asOf, ahead, breakers, all, alerts, health, entries, newest);
  }

  private ServerModel alert(JsonNode event) {
    SortedMap<String, AlertRow> all = new TreeMap<>(alerts);
    AlertRow alert = AlertRow.of(event);
    if (event.path("state").asText().equals("firing")) {
      all.put(alert.key(), alert);
    } else {
      all.remove(alert.key());
    }
    return new ServerModel(
        caller, since, asOf, ahead, breakers, calls, all, health, entries, newest);
  }

  private ServerModel entered(EventLine entry) {
    List<EventLine> all = new ArrayList<>(entries);
    all.add(entry);
    List<EventLine> kept = all.subList(Math.max(0, all.size() - MAX_ENTRIES), all.size());
    return new ServerModel(
        caller, since, asOf, ahead, breakers, calls, alerts, health, List.copyOf(kept), newest);
  }

  private ServerModel numbered(long id) {
    return new ServerModel(
        caller, since, asOf, ahead, breakers, calls, alerts, health, entries, id);
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

  private static SortedMap<String, AlertRow> firing(JsonNode alerts) {
    SortedMap<String, AlertRow> all = new TreeMap<>();
    alerts
        .valueStream()
        .filter(alert -> alert.path("state").asText().equals("firing"))
        .map(AlertRow::of)
        .forEach(alert -> all.put(alert.key(), alert));
    return all;
  }

  private static <T> SortedMap<String, T> keyed(
      JsonNode list, Function<JsonNode, T> made, Function<T, String> key) {
    SortedMap<String, T> all = new TreeMap<>();
    list.valueStream().map(made).forEach(one -> all.put(key.apply(one), one));
    return all;
  }
}
