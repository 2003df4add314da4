package io.switchgear.breaker;

import io.switchgear.breaker.Admission.Admitted;
import io.switchgear.breaker.Admission.Refused;
import io.switchgear.breaker.Phase.Closed;
import io.switchgear.breaker.Phase.HalfOpen;
import io.switchgear.breaker.Phase.Open;
import io.switchgear.breaker.Phase.Overridden;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.function.Predicate;

/** A breaker and its plain model, walked side by side. */
final class Walk {

  /** What can happen to a breaker. Any list of steps is a walk, so that one can be shortened. */
  sealed interface Step {
    /** A call asks to be let in. */
    enum Call implements Step {
      CALL
    }

    /** The self-test asks to be let in. */
    enum Canary implements Step {
      CANARY
    }

    /** One of the calls that are out ends, be it early or late. */
    record End(int which, Ending ending, int millis) implements Step {}

    /** One of the calls that are out is slow already, and runs on. */
    record Overdue(int which) implements Step {}

    record Time(long millis) implements Step {}

    record Operator(OperatorOrder.Action action, int expiresInSeconds) implements Step {}

    /** Guidance is given: none, to admit, or to refuse for so long. */
    record Guide(int which, int seconds) implements Step {}

    /** A probe of another breaker succeeds. */
    enum ProbedElsewhere implements Step {
      PROBED_ELSEWHERE
    }

    /** Another policy, but for how long openings last. */
    record Reconfigure(BreakerPolicy next) implements Step {}

    /** The process ends and comes back later; permits are lost. */
    record Restart(long millisAway) implements Step {}
  }

  enum Ending {
    SUCCESS,
    FAILURE,
    RELEASE
  }

  private static final long MILLI = 1_000_000L;

  private final Census census;
  private final PlainBreaker plain;
  private final List<Permit> out = new ArrayList<>();
  private Breaker breaker;

  /** The most that could be out in this epoch; fewer may be allowed meanwhile. */
  private int permits;

  private long now = Long.MAX_VALUE - 100_000 * MILLI;
  private Instant wall = Instant.EPOCH;

  private Walk(BreakerPolicy policy, long seed, Census census) {
    this.breaker = Breaker.closed(policy, seed);
    this.plain = new PlainBreaker(policy);
    this.census = census;
  }

  static BreakerPolicy policy(SplittableRandom random) {
    WindowPolicy.Type type =
        WindowPolicy.Type.values()[random.nextInt(WindowPolicy.Type.values().length)];
    int size = random.nextInt(1, 30);
    WindowPolicy window =
        new WindowPolicy(
            type,
            size,
            random.nextInt(1, size + 1),
            random.nextDouble(0.2, 1),
            random.nextDouble(0.2, 1),
            Duration.ofMillis(500));
    return new BreakerPolicy(
        random.nextInt(1, 12),
        Duration.ofSeconds(random.nextInt(1, 10)),
        random.nextDouble(1, 3),
        Duration.ofSeconds(random.nextInt(10, 60)),
        random.nextBoolean() ? 0 : random.nextDouble(0.9),
        random.nextInt(1, 4),
        random.nextInt(1, 4),
        window,
        random.nextBoolean(),
        random.nextInt(3) == 0);
  }

  /**
   * @param failing share of failures among the calls that count
   */
  static Step step(SplittableRandom random, double failing) {
    int kind = random.nextInt(1000);
    if (kind < 430) {
      return Step.Call.CALL;
    }
    if (kind < 450) {
      return Step.Canary.CANARY;
    }
    if (kind < 460) {
      return new Step.Overdue(random.nextInt(8));
    }
    if (kind < 895) {
      Ending counted = random.nextDouble() < failing ? Ending.FAILURE : Ending.SUCCESS;
      Ending ending = random.nextInt(5) == 0 ? Ending.RELEASE : counted;
      return new Step.End(random.nextInt(8), ending, random.nextInt(800));
    }
    if (kind < 902) {
      return new Step.Guide(random.nextInt(3), random.nextInt(20));
    }
    if (kind < 904) {
      return Step.ProbedElsewhere.PROBED_ELSEWHERE;
    }
    if (kind < 985) {
      return new Step.Time(random.nextInt(10) == 0 ? random.nextInt(60_000) : random.nextInt(900));
    }
    if (kind < 990) {
      return new Step.Reconfigure(policy(random));
    }
    if (kind < 996) {
      OperatorOrder.Action[] actions = OperatorOrder.Action.values();
      return new Step.Operator(actions[random.nextInt(actions.length)], random.nextInt(20));
    }
    return new Step.Restart(random.nextInt(5_000));
  }

  /** What went wrong; empty if nothing did. */
  static Optional<String> run(BreakerPolicy policy, long seed, List<Step> steps, Census census) {
    Walk walk = new Walk(policy, seed, census);
    for (int i = 0; i < steps.size(); i++) {
      try {
        walk.take(steps.get(i));
      } catch (Disagreement disagreement) {
        return Optional.of("at step " + i + ": " + disagreement.getMessage());
      }
    }
    return Optional.empty();
  }

  static List<Step> shrink(BreakerPolicy policy, long seed, List<Step> steps) {
    return shrink(steps, tried -> run(policy, seed, tried, new Census()).isPresent());
  }

  /** Leaves out ever smaller runs of steps for as long as the walk goes on failing. */
  static List<Step> shrink(List<Step> steps, Predicate<List<Step>> fails) {
    List<Step> shortest = steps;
    for (int chunk = steps.size() / 2; chunk > 0; chunk /= 2) {
      int at = 0;
      while (at + chunk <= shortest.size()) {
        List<Step> tried = new ArrayList<>(shortest.subList(0, at));
        tried.addAll(shortest.subList(at + chunk, shortest.size()));
        if (fails.test(tried)) {
          shortest = tried;
        } else {
          at += chunk;
        }
      }
    }
    return shortest;
  }

  private void take(Step step) {
    Breaker before = breaker;
    switch (step) {
      case Step.Call ignored -> call();
      case Step.Canary ignored -> canary();
      case Step.End end -> end(end);
      case Step.Overdue overdue -> overdue(overdue);
      case Step.Time time -> time(time.millis());
      case Step.Operator operator -> operate(operator);
      case Step.Restart restart -> restart(restart.millisAway());
      case Step.Guide guide -> guide(guide);
      case Step.ProbedElsewhere ignored -> probedElsewhere();
      case Step.Reconfigure to -> reconfigure(to.next());
    }
    int allowed =
        breaker.followed() == Guidance.Admit.ADMIT
            ? Integer.MAX_VALUE
            : breaker.policy().halfOpenPermits();
    permits = breaker.epoch() == before.epoch() ? Math.max(permits, allowed) : allowed;
    census.note(breaker);
    agree();
    invariants(before);
  }

  private void call() {
    switch (breaker.admit(now)) {
      case Admitted admitted -> {
        expect("admitted", true, plain.admits());
        letIn(admitted);
      }
      case Refused refused -> {
        expect("admitted", false, plain.admits());
        require("retry_after is positive", refused.retryAfter().isPositive());
      }
    }
  }

  private void canary() {
    Optional<Admitted> admitted = breaker.admitCanary();
    boolean due =
        plain.state == BreakerState.HALF_OPEN
            && plain.canaryFirst
            && plain.probes == 0
            && !(plain.followed() instanceof Guidance.Refuse);
    expect("canary", admitted.isPresent(), due);
    admitted.ifPresent(this::letIn);
  }

  private void letIn(Admitted admitted) {
    breaker = admitted.breaker();
    plain.admitted();
    out.add(admitted.permit());
  }

  private void end(Step.End end) {
    if (out.isEmpty()) {
      return;
    }
    Permit permit = out.remove(end.which() % out.size());
    Duration took = Duration.ofMillis(end.millis());
    boolean slow = end.millis() >= 500;
    switch (end.ending()) {
      case SUCCESS -> {
        breaker = breaker.succeeded(permit, took, now);
        plain.ended(permit.epoch(), false, slow, now);
      }
      case FAILURE -> {
        breaker = breaker.failed(permit, took, now);
        plain.ended(permit.epoch(), true, slow, now);
      }
      case RELEASE -> {
        breaker = breaker.released(permit);
        plain.released(permit.epoch());
      }
    }
  }

  private void overdue(Step.Overdue overdue) {
    if (out.isEmpty()) {
      return;
    }
    Permit permit = out.get(overdue.which() % out.size());
    breaker = breaker.overdue(permit, now);
    plain.overdue(permit.epoch(), now);
  }

  private void time(long millis) {
    now += millis * MILLI;
    wall = wall.plusMillis(millis);
    breaker = breaker.advanced(now);
    if (plain.standing != null) {
      if (plain.standing.expires().map(end -> !wall.isBefore(end)).orElse(false)) {
        plain.lift();
      }
    } else if (plain.state == BreakerState.OPEN) {
      double jitter = plain.policy.jitter() * plain.openNanos();
      double open = now - plain.openedAt;
      if (open < plain.openNanos() - jitter - 1) {
        expect("state before its recovery", BreakerState.OPEN, breaker.state());
      } else if (open > plain.openNanos() + jitter + 1) {
        expect("state after its recovery", BreakerState.HALF_OPEN, breaker.state());
      }
      if (breaker.state() == BreakerState.HALF_OPEN) {
        plain.recover();
      }
    }
  }

  private void operate(Step.Operator step) {
    Optional<Duration> lasting =
        step.action().stands() && step.expiresInSeconds() > 0
            ? Optional.of(Duration.ofSeconds(step.expiresInSeconds()))
            : Optional.empty();
    OperatorOrder order = OperatorOrder.given(step.action(), "walker", "by chance", lasting, wall);
    Optional<Breaker> ordered = breaker.ordered(order, now, wall);
    boolean once = !step.action().stands() && step.action() != OperatorOrder.Action.AUTO;
    expect("order refused", ordered.isEmpty(), plain.standing != null && once);
    if (ordered.isEmpty()) {
      return;
    }
    breaker = ordered.get();
    switch (step.action()) {
      case OPEN -> {
        plain.open(0, now);
        plain.orderedOnce = true;
        plain.openedByOperator = true;
      }
      case CLOSE -> {
        plain.close();
        plain.orderedOnce = true;
      }
      case RESET -> {
        plain.close();
        plain.recent.clear();
        plain.orderedOnce = true;
      }
      case HOLD_OPEN, DISABLED, METRICS_ONLY -> plain.stand(order);
      case AUTO -> {
        if (plain.standing != null) {
          plain.lift();
        }
      }
    }
  }

  private void guide(Step.Guide guide) {
    plain.guidance =
        switch (guide.which()) {
          case 0 -> Guidance.None.NONE;
          case 1 -> Guidance.Admit.ADMIT;
          default -> new Guidance.Refuse("by chance", now + guide.seconds() * 1_000 * MILLI);
        };
    breaker = breaker.guided(plain.guidance);
  }

  private void probedElsewhere() {
    breaker = breaker.probedElsewhere();
    if (plain.standing == null && !plain.orderedOnce && !plain.openedByOperator) {
      plain.close();
    }
  }

  private void restart(long millisAway) {
    BreakerMemento memento = BreakerMemento.of(breaker, now, wall);
    Breaker before = breaker;
    now += millisAway * MILLI;
    wall = wall.plusMillis(millisAway);
    breaker = memento.restored(breaker.policy(), breaker.seed(), now, wall);
    require("the epoch is a new one", breaker.epoch() > before.epoch());
    plain.epoch++;
    plain.guidance = Guidance.None.NONE;
    plain.orderedOnce = false;
    plain.counted = 0;
    plain.recent.clear();
    plain.window.clear();
    plain.failures = Math.min(plain.failures, plain.policy.failureThreshold() - 1);
    if (plain.state == BreakerState.HALF_OPEN) {
      plain.probes = 0;
      plain.canaryFirst = plain.policy.canary();
    }
    time(0);
  }

  private void reconfigure(BreakerPolicy next) {
    BreakerPolicy current = breaker.policy();
    BreakerPolicy adopted =
        new BreakerPolicy(
            next.failureThreshold(),
            current.recoveryTimeout(),
            current.multiplier(),
            current.maxRecoveryTimeout(),
            current.jitter(),
            next.successThreshold(),
            next.halfOpenPermits(),
            next.window(),
            next.adaptive(),
            next.canary());
    breaker = breaker.reconfigured(adopted, now);
    plain.reconfigure(adopted, now);
  }

  private void agree() {
    expect("state", plain.state, breaker.state());
    expect("epoch", plain.epoch, breaker.epoch());
    expect("threshold", plain.threshold(), breaker.failureThreshold());
    expect("guidance", plain.followed(), breaker.followed());
    expect("counted", plain.counted, breaker.counted());
    switch (breaker.phase()) {
      case Closed closed -> {
        expect("failures", plain.failures, closed.failures());
        expect("standing", null, plain.standing);
      }
      case Open open -> {
        expect("reopens", plain.reopens, open.reopens());
        expect("slow", plain.openedForSlowness, open.openedBy() == Cause.SLOW_CALL_RATE);
      }
      case HalfOpen half -> {
        expect("probes", plain.probes, half.probes());
        expect("successes", plain.successes, half.successes());
        expect("reopens", plain.reopens, half.reopens());
        expect("canary", plain.canaryFirst, half.canary());
        expect("slow", plain.openedForSlowness, half.openedBy() == Cause.SLOW_CALL_RATE);
      }
      case Overridden overridden -> {
        expect("action", plain.standing.action(), overridden.order().action());
        expect("failures", plain.failures, overridden.counts().failures());
      }
    }
  }

  private void invariants(Breaker before) {
    require("the epoch never falls", breaker.epoch() >= before.epoch());
    require(
        "no transition without an epoch",
        breaker.epoch() > before.epoch() || breaker.state() == before.state());
    switch (breaker.phase()) {
      case Closed closed ->
          require(
              "failures are below the threshold", closed.failures() < breaker.failureThreshold());
      case Open open -> {
        double bound = breaker.policy().maxRecoveryTimeout().toNanos();
        require(
            "an opening ends", open.until() - now <= bound * (1 + breaker.policy().jitter()) + 1);
      }
      case HalfOpen half -> {
        int bound = half.canary() && permits != Integer.MAX_VALUE ? 1 : permits;
        require("probes stay within permits", half.probes() >= 0 && half.probes() <= bound);
        long held = out.stream().filter(permit -> permit.epoch() == breaker.epoch()).count();
        expect("permits out", held, (long) half.probes());
        require(
            "successes are below the threshold",
            half.successes() < breaker.policy().successThreshold());
      }
      case Overridden ignored -> {}
    }
  }

  private static void expect(String what, Object expected, Object actual) {
    if (!Objects.equals(expected, actual)) {
      throw new Disagreement(what + ": expected " + expected + ", was " + actual);
    }
  }

  private static void require(String what, boolean holds) {
    if (!holds) {
      throw new Disagreement("broken: " + what);
    }
  }
}
