package io.switchgear.watch.alerts;

import io.switchgear.config.AlertRule;
import io.switchgear.metrics.AlertMetrics;
import io.switchgear.metrics.ToolFigures;
import io.switchgear.metrics.WindowFigures;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.TreeMap;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Looks at the tools' figures by the rules. An alert fires when its value was above the limit for
 * the rule's time, and is resolved when it was below the lower one for as long. Without calls there
 * is no value, and an alert that fires stays; after {@link #SILENCE} of that it is given up.
 */
public final class Alerts {

  static final Duration SILENCE = Duration.ofHours(1);

  /** How long a resolved alert is shown. */
  static final Duration SHOWN = Duration.ofHours(24);

  private static final Logger LOG = LoggerFactory.getLogger(Alerts.class);

  private record Key(String name, String tool) {}

  /** What is known of one rule and tool; changed under the lock of {@link Alerts}. */
  private static final class Watch {
    private Optional<Alert> alert = Optional.empty();

    /** Since when the value has been beyond the limit that it is to pass. */
    private Optional<Instant> beyond = Optional.empty();

    private Optional<Instant> silent = Optional.empty();

    boolean isFiring() {
      return alert.filter(Alert::firing).isPresent();
    }
  }

  private final Supplier<Map<String, ToolFigures>> figures;
  private final AlertListener listener;
  private final InstantSource clock;
  private final Map<Key, Watch> watches =
      new TreeMap<>(Comparator.comparing(Key::name).thenComparing(Key::tool));
  private List<AlertRule> rules;

  public Alerts(
      List<AlertRule> rules, Supplier<Map<String, ToolFigures>> figures, AlertListener listener) {
    this(rules, figures, listener, InstantSource.system());
  }

  Alerts(
      List<AlertRule> rules,
      Supplier<Map<String, ToolFigures>> figures,
      AlertListener listener,
      InstantSource clock) {
    this.rules = List.copyOf(rules);
    this.figures = figures;
    this.listener = listener;
    this.clock = clock;
  }

  /** From the next look on these rules hold; what fires by a rule that is gone is resolved then. */
  public synchronized void use(List<AlertRule> changed) {
    rules = List.copyOf(changed);
  }

  /** Looks at all tools once. */
  public synchronized void look() {
    Instant now = clock.instant();
    Map<Key, Watch> left = new LinkedHashMap<>(watches);
    figures
        .get()
        .forEach(
            (tool, seen) ->
                rulesOf(tool)
                    .forEach(
                        rule -> {
                          Key key = new Key(rule.name(), tool);
                          left.remove(key);
                          look(watches.computeIfAbsent(key, Alerts::watch), rule, tool, seen, now);
                        }));
    left.forEach((key, watch) -> forget(key, watch, now));
  }

  private static Watch watch(Key key) {
    AlertMetrics.firing(key.name(), key.tool(), false);
    return new Watch();
  }

  /**
   * Of several rules of one name the last holds, so that one for a tool can follow that for all.
   */
  private Iterable<AlertRule> rulesOf(String tool) {
    Map<String, AlertRule> byName = new LinkedHashMap<>();
    rules.stream()
        .filter(rule -> rule.concerns(tool))
        .forEach(rule -> byName.put(rule.name(), rule));
    return byName.values();
  }

  private void look(Watch watch, AlertRule rule, String tool, ToolFigures seen, Instant now) {
    OptionalDouble value = value(rule, seen);
    if (watch.isFiring()) {
      whileFiring(watch, rule, tool, value, now);
    } else if (value.isPresent() && value.getAsDouble() > rule.above()) {
      if (lasted(watch, rule, now)) {
        turn(watch, new Alert(rule, tool, true, value, now, sentence(rule, tool, value)));
      }
    } else {
      watch.beyond = Optional.empty();
    }
  }

  private void whileFiring(
      Watch watch, AlertRule rule, String tool, OptionalDouble value, Instant now) {
    Alert firing = watch.alert.orElseThrow();
    if (value.isEmpty()) {
      watch.beyond = Optional.empty();
      Instant since = watch.silent.orElse(now);
      watch.silent = Optional.of(since);
      if (!now.isBefore(since.plus(SILENCE))) {
        resolve(watch, rule, tool, value, now, "no calls for an hour");
      }
      return;
    }
    watch.silent = Optional.empty();
    watch.alert =
        Optional.of(
            new Alert(rule, tool, true, value, firing.since(), sentence(rule, tool, value)));
    if (value.getAsDouble() < rule.below() || value.getAsDouble() == 0) {
      if (lasted(watch, rule, now)) {
        resolve(watch, rule, tool, value, now, "%s is %s".formatted(what(rule), shown(value)));
      }
    } else {
      watch.beyond = Optional.empty();
    }
  }

  private static boolean lasted(Watch watch, AlertRule rule, Instant now) {
    Instant since = watch.beyond.orElse(now);
    watch.beyond = Optional.of(since);
    return !now.isBefore(since.plus(rule.lasting()));
  }

  private void resolve(
      Watch watch, AlertRule rule, String tool, OptionalDouble value, Instant now, String why) {
    String message = "'%s': %s is over: %s".formatted(tool, rule.name(), why);
    turn(watch, new Alert(rule, tool, false, value, now, message));
  }

  private void turn(Watch watch, Alert alert) {
    watch.alert = Optional.of(alert);
    watch.beyond = Optional.empty();
    watch.silent = Optional.empty();
    AlertMetrics.firing(alert.rule().name(), alert.tool(), alert.firing());
    if (alert.firing()) {
      LOG.warn("alert: {}", alert.message());
    } else {
      LOG.info("alert: {}", alert.message());
    }
    listener.onAlert(alert);
  }

  /** There is no such rule any more, or no such tool. */
  private void forget(Key key, Watch watch, Instant now) {
    if (watch.isFiring()) {
      Alert firing = watch.alert.orElseThrow();
      resolve(
          watch, firing.rule(), key.tool(), OptionalDouble.empty(), now, "it is no longer watched");
    }
    boolean shown =
        watch.alert.filter(alert -> now.isBefore(alert.since().plus(SHOWN))).isPresent();
    if (!shown) {
      watches.remove(key);
    }
  }

  /**
   * What operators are shown.
   *
   * @param at alerts told before are in the list, so that a reader of events can skip them
   * @param alerts those that fire, then those that were resolved within {@link Alerts#SHOWN}
   */
  public record Shown(Instant at, List<Alert> alerts) {}

  /** The alerts of now. */
  public synchronized Shown shown() {
    Instant now = clock.instant();
    Instant oldest = now.minus(SHOWN);
    return new Shown(
        now,
        watches.values().stream()
            .flatMap(watch -> watch.alert.stream())
            .filter(alert -> alert.firing() || alert.since().isAfter(oldest))
            .sorted(Comparator.comparing(alert -> !alert.firing()))
            .toList());
  }

  /** Forgets all alerts, without telling anybody. */
  public synchronized void reset() {
    watches.forEach((key, watch) -> AlertMetrics.firing(key.name(), key.tool(), false));
    watches.clear();
  }

  private static OptionalDouble value(AlertRule rule, ToolFigures seen) {
    WindowFigures window =
        switch (rule.window()) {
          case MINUTE -> seen.minute();
          case FIVE_MINUTES -> seen.fiveMinutes();
          case HOUR -> seen.hour();
        };
    return switch (rule.measure()) {
      case FAILURE_RATE -> enough(rule, window.ran(), window.failureRate());
      case FAILURES -> enough(rule, window.ran(), OptionalDouble.of(window.failures()));
      case REJECTED -> enough(rule, window.calls(), OptionalDouble.of(window.rejected()));
      case RATE_PER_SECOND -> enough(rule, window.calls(), OptionalDouble.of(window.rate()));
      case AVG_SECONDS -> enough(rule, window.ran(), window.average());
      case P50_SECONDS -> enough(rule, window.ran(), window.p50());
      case P95_SECONDS -> enough(rule, window.ran(), window.p95());
      case P99_SECONDS -> enough(rule, window.ran(), window.p99());
    };
  }

  private static OptionalDouble enough(AlertRule rule, long calls, OptionalDouble value) {
    return calls < rule.minimumCalls() ? OptionalDouble.empty() : value;
  }

  private static String sentence(AlertRule rule, String tool, OptionalDouble value) {
    String is = "'%s': %s is %s, ".formatted(tool, what(rule), shown(value));
    String above = "above " + shown(OptionalDouble.of(rule.above()));
    if (value.orElse(0) > rule.above()) {
      return is + above;
    }
    String over =
        rule.below() > 0 ? "below " + shown(OptionalDouble.of(rule.below())) : "at nothing";
    return is + "no longer " + above + "; over once it stays " + over;
  }

  private static String what(AlertRule rule) {
    return "%s of the last %s".formatted(rule.measure().wire(), rule.window().wire());
  }

  private static String shown(OptionalDouble value) {
    return String.format(Locale.ROOT, "%.3g", value.orElse(0));
  }
}
