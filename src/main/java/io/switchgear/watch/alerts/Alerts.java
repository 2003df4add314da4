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
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Evaluates the alert rules on the tools' metrics. An alert fires when its value has been above the
 * upper threshold for the rule's duration, and is resolved when it has been below the lower
 * threshold for as long. Without calls there is no value and a firing alert stays; it is resolved
 * after {@link #SILENCE} without calls.
 */
public final class Alerts {

  static final Duration SILENCE = Duration.ofHours(1);

  /** How long a resolved alert is listed. */
  static final Duration SHOWN = Duration.ofHours(24);

  private static final Logger LOG = LoggerFactory.getLogger(Alerts.class);

  private record Key(String name, String tool) {}

  /** The state of one rule for one tool; guarded by the lock of {@link Alerts}. */
  private static final class Watch {
    private Optional<Alert> alert = Optional.empty();

    /** Since when the value has been beyond the threshold that it has to cross. */
    private Optional<Instant> beyond = Optional.empty();

    private Optional<Instant> silent = Optional.empty();

    boolean isFiring() {
      return alert.filter(Alert::firing).isPresent();
    }
  }

  /** The figures of jobs and schedules. */
  public interface JobValues {

    /** For programs without jobs. */
    JobValues NONE =
        new JobValues() {
          @Override
          public Set<String> tools() {
            return Set.of();
          }

          @Override
          public OptionalDouble value(AlertRule.Measure measure, String tool, Duration window) {
            return OptionalDouble.empty();
          }
        };

    /** The tools with such figures, which may have no calls. */
    Set<String> tools();

    /** The value of a measure of jobs; empty if it is unknown at present. */
    OptionalDouble value(AlertRule.Measure measure, String tool, Duration window);
  }

  private final Supplier<Map<String, ToolFigures>> figures;
  private final JobValues jobs;
  private final AlertListener listener;
  private final InstantSource clock;
  private final Map<Key, Watch> watches =
      new TreeMap<>(Comparator.comparing(Key::name).thenComparing(Key::tool));
  private List<AlertRule> rules;

  public Alerts(
      List<AlertRule> rules,
      Supplier<Map<String, ToolFigures>> figures,
      JobValues jobs,
      AlertListener listener) {
    this(rules, figures, jobs, listener, InstantSource.system());
  }

  Alerts(
      List<AlertRule> rules,
      Supplier<Map<String, ToolFigures>> figures,
      JobValues jobs,
      AlertListener listener,
      InstantSource clock) {
    this.rules = List.copyOf(rules);
    this.figures = figures;
    this.jobs = jobs;
    this.listener = listener;
    this.clock = clock;
  }

  /** Replaces the rules. The next evaluation uses them and resolves alerts whose rule is gone. */
  public synchronized void use(List<AlertRule> changed) {
    rules = List.copyOf(changed);
  }

  /** Evaluates all rules once. */
  public synchronized void look() {
    Instant now = clock.instant();
    Map<Key, Watch> left = new LinkedHashMap<>(watches);
    Map<String, ToolFigures> seen = figures.get();
    Set<String> tools = new TreeSet<>(seen.keySet());
    tools.addAll(jobs.tools());
    for (String tool : tools) {
      for (AlertRule rule : rulesOf(tool)) {
        Key key = new Key(rule.name(), tool);
        left.remove(key);
        OptionalDouble value = value(rule, tool, Optional.ofNullable(seen.get(tool)));
        look(watches.computeIfAbsent(key, Alerts::watch), rule, tool, value, now);
      }
    }
    left.forEach((key, watch) -> forget(key, watch, now));
  }

  private static Watch watch(Key key) {
    AlertMetrics.firing(key.name(), key.tool(), false);
    return new Watch();
  }

  /**
   * Of several rules with one name, the last applies, so that a rule for one tool can override the
   * rule for all tools.
   */
  private Iterable<AlertRule> rulesOf(String tool) {
    Map<String, AlertRule> byName = new LinkedHashMap<>();
    rules.stream()
        .filter(rule -> rule.concerns(tool))
        .forEach(rule -> byName.put(rule.name(), rule));
    return byName.values();
  }

  private void look(Watch watch, AlertRule rule, String tool, OptionalDouble value, Instant now) {
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
        boolean stuck = rule.measure() == AlertRule.Measure.STUCK_JOBS;
        resolve(watch, rule, tool, value, now, "no " + (stuck ? "news" : "calls") + " for an hour");
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

  /** The rule or the tool no longer exists. */
  private void forget(Key key, Watch watch, Instant now) {
    if (watch.isFiring()) {
      Alert firing = watch.alert.orElseThrow();
      resolve(
          watch,
          firing.rule(),
          key.tool(),
          OptionalDouble.empty(),
          now,
          "the rule or the tool no longer exists");
    }
    boolean shown =
        watch.alert.filter(alert -> now.isBefore(alert.since().plus(SHOWN))).isPresent();
    if (!shown) {
      watches.remove(key);
    }
  }

  /**
   * The alerts as operators see them.
   *
   * @param at the time of this list; it contains every alert sent before, so that a reader of
   *     events can skip those
   * @param alerts the firing alerts, then those resolved within {@link Alerts#SHOWN}
   */
  public record Shown(Instant at, List<Alert> alerts) {}

  /** The current alerts. */
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

  /** Removes all alerts without notifying the listener. */
  public synchronized void reset() {
    watches.forEach((key, watch) -> AlertMetrics.firing(key.name(), key.tool(), false));
    watches.clear();
  }

  private OptionalDouble value(AlertRule rule, String tool, Optional<ToolFigures> seen) {
    return switch (rule.measure()) {
      case MISSED_RUNS, INCOMPLETE_JOBS, STUCK_JOBS ->
          jobs.value(rule.measure(), tool, rule.window().length());
      case FAILURE_RATE,
          FAILURES,
          REJECTED,
          RATE_PER_SECOND,
          AVG_SECONDS,
          P50_SECONDS,
          P95_SECONDS,
          P99_SECONDS ->
          seen.map(figures -> value(rule, figures)).orElseGet(OptionalDouble::empty);
    };
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
      case MISSED_RUNS, INCOMPLETE_JOBS, STUCK_JOBS -> OptionalDouble.empty();
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
    return rule.measure() == AlertRule.Measure.STUCK_JOBS
        ? rule.measure().wire()
        : "%s of the last %s".formatted(rule.measure().wire(), rule.window().wire());
  }

  private static String shown(OptionalDouble value) {
    return String.format(Locale.ROOT, "%.3g", value.orElse(0));
  }
}
