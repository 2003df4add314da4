package io.switchgear.breaker.supervision;

import io.switchgear.breaker.Breaker;
import io.switchgear.breaker.BreakerPolicy;
import io.switchgear.breaker.BulkheadPolicy;
import io.switchgear.breaker.Guidance;
import io.switchgear.breaker.OperatorOrder;
import io.switchgear.breaker.OrderResult;
import io.switchgear.breaker.Phase.Closed;
import io.switchgear.breaker.Phase.HalfOpen;
import io.switchgear.breaker.Phase.Open;
import io.switchgear.breaker.Phase.Overridden;
import io.switchgear.breaker.ProtectionPolicy;
import io.switchgear.breaker.Rejection.Kind;
import io.switchgear.breaker.WindowPolicy;
import io.switchgear.breaker.supervision.CallSupervisor.CancelCall;
import io.switchgear.breaker.supervision.CallSupervisor.DeadlinesDue;
import io.switchgear.breaker.supervision.CallSupervisor.GraceOver;
import io.switchgear.breaker.supervision.CallSupervisor.Guide;
import io.switchgear.breaker.supervision.CallSupervisor.Operate;
import io.switchgear.breaker.supervision.CallSupervisor.ProbeDue;
import io.switchgear.breaker.supervision.CallSupervisor.Reconfigure;
import io.switchgear.breaker.supervision.CallSupervisor.StateDue;
import io.switchgear.breaker.supervision.TestOutcome.Rejected;
import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicInteger;
import org.apache.pekko.Done;
import org.apache.pekko.actor.testkit.typed.javadsl.TestInbox;

/**
 * A random walk of callers and their supervisor: calls start and end at any time between the
 * supervisor's messages, which arrive late. The clock stands still within a step.
 */
final class GrantWalk {

  /** What a walk came across. */
  enum Met {
    STARTED_UNDER_GRANT,
    STARTED_BY_SUPERVISOR,
    ANSWERED_AT_ONCE,
    ANSWERED_AFTER_COUNTING,
    ADOPTED,
    WAITED,
    REJECTED,
    ID_IN_USE,
    STOPPED,
    ABANDONED,
    OPEN,
    HALF_OPEN,
    OVERRIDDEN,
    GUIDED
  }

  private static final class Call {
    final String id;
    final FakeWork work = new FakeWork();
    final AtomicInteger answers = new AtomicInteger();
    CompletableFuture<TestOutcome> answer = new CompletableFuture<>();
    boolean noted;
    boolean ended;

    private Call(String id) {
      this.id = id;
    }

    private boolean isDisowned() {
      return work.hasStarted()
          && answer.getNow(null) instanceof Rejected rejected
          && rejected.kind() == Kind.CALL_ID_IN_USE;
    }

    /** Started and not ended; a run that was given up after its answer no longer counts. */
    private boolean isRunning() {
      return work.hasStarted() && !ended && (!answer.isDone() || isDisowned());
    }
  }

  private final SplittableRandom random;
  private final Set<Met> met;
  private final Scene scene;
  private final Caller caller;
  private final List<Call> calls = new ArrayList<>();
  private long epoch;
  private boolean disabled;

  GrantWalk(long seed, Set<Met> met) {
    this.random = new SplittableRandom(seed);
    this.met = met;
    this.scene = new Scene(policy(), TestOutcomes::counted);
    this.caller = new Caller(scene);
  }

  static Set<Met> nothing() {
    return EnumSet.noneOf(Met.class);
  }

  private ProtectionPolicy policy() {
    BreakerPolicy breaker =
        new BreakerPolicy(
                random.nextInt(1, 5),
                Duration.ofSeconds(5),
                2,
                Duration.ofSeconds(20),
                0,
                random.nextInt(1, 3),
                random.nextInt(1, 3))
            .withAdaptive(random.nextBoolean());
    WindowPolicy window =
        new WindowPolicy(WindowPolicy.Type.COUNT, 10, 4, 0.5, 0.5, Duration.ofSeconds(2));
    return new ProtectionPolicy(
        Scene.CALL_TIMEOUT,
        random.nextInt(4) == 0 ? breaker.withWindow(window) : breaker,
        new BulkheadPolicy(random.nextInt(1, 5), random.nextInt(3)));
  }

  /**
   * @throws AssertionError if an invariant is broken
   */
  void walk(int steps) {
    for (int i = 0; i < steps; i++) {
      step();
      invariants();
    }
    finish();
  }

  private void step() {
    int kind = random.nextInt(1000);
    if (kind < 350) {
      call();
    } else if (kind < 600) {
      end();
    } else if (kind < 820) {
      caller.deliver();
    } else if (kind < 870) {
      caller.later();
    } else if (kind < 920) {
      pass(Duration.ofMillis(random.nextInt(20) == 0 ? 31_000 : random.nextInt(3_000)));
    } else if (kind < 950) {
      cancel();
    } else if (kind < 965) {
      grace();
    } else if (kind < 975) {
      caller.settle();
      expect("running calls", running(), (long) scene.published.snapshot().running());
    } else if (kind < 985) {
      order();
    } else if (kind < 993) {
      guide();
    } else {
      reconfigure();
    }
  }

  private void call() {
    Optional<Call> same =
        random.nextInt(30) == 0
            ? calls.stream().filter(Call::isRunning).findAny()
            : Optional.empty();
    Call call = new Call(same.map(other -> other.id).orElseGet(() -> "call-" + calls.size()));
    calls.add(call);
    int outcome = random.nextInt(6);
    if (outcome < 3) {
      end(call, outcome == 0 ? Scene.BADLY : Scene.WELL);
    }
    boolean grants =
        scene.published.state().breaker().phase() instanceof Closed
            && scene.published.state().breaker().followed() == Guidance.None.NONE;
    call.answer = caller.call(call.id, call.work);
    call.answer.whenComplete((answered, thrown) -> call.answers.incrementAndGet());
    if (call.work.hasStarted()) {
      require("only a closed breaker grants", grants);
      require("the bulkhead holds", running() <= maxConcurrent());
      met.add(Met.STARTED_UNDER_GRANT);
      call.noted = true;
      met.add(call.answer.isDone() ? Met.ANSWERED_AT_ONCE : Met.ANSWERED_AFTER_COUNTING);
    }
  }

  private void end(Call call, TestOutcome outcome) {
    call.ended = true;
    call.work.end(outcome);
  }

  private void end() {
    pick(calls.stream().filter(call -> call.work.hasStarted() && !call.ended).toList())
        .ifPresent(
            call ->
                end(
                    call,
                    switch (random.nextInt(4)) {
                      case 0 -> Scene.BADLY;
                      case 1 -> Scene.UNREACHABLE;
                      default -> Scene.WELL;
                    }));
  }

  private void pass(Duration time) {
    scene.clock.pass(time);
    // The timers; one that is early has no effect.
    scene.kit.run(new StateDue<>());
    scene.kit.run(new DeadlinesDue<>());
    scene.kit.run(new ProbeDue<>());
  }

  private void cancel() {
    pick(calls.stream().filter(call -> !call.answer.isDone()).toList())
        .ifPresent(call -> scene.kit.run(new CancelCall<>(call.id)));
  }

  private void grace() {
    pick(calls.stream().filter(call -> !call.work.stops.isEmpty() && !call.ended).toList())
        .ifPresent(
            call -> {
              scene.kit.run(new GraceOver<>(call.id));
              if (call.answer.isDone()) {
                met.add(Met.ABANDONED);
              }
            });
  }

  private void order() {
    OperatorOrder.Action[] actions = OperatorOrder.Action.values();
    OperatorOrder.Action action = actions[random.nextInt(actions.length)];
    if (action == OperatorOrder.Action.RESET) {
      return; // It forgets the counts, which this walk compares.
    }
    disabled |= action == OperatorOrder.Action.DISABLED;
    Optional<Duration> lasting =
        action.stands() ? Optional.of(Duration.ofSeconds(5)) : Optional.empty();
    OperatorOrder order = scene.clock.clocks().order(action, "walker", "by chance", lasting);
    scene.kit.run(new Operate<>(order, TestInbox.<OrderResult>create().getRef()));
  }

  private void guide() {
    Guidance guidance =
        switch (random.nextInt(3)) {
          case 0 -> Guidance.Admit.ADMIT;
          case 1 -> new Guidance.Refuse("by chance", scene.clock.clocks().nanos() + 1_000_000_000L);
          default -> Guidance.None.NONE;
        };
    scene.kit.run(new Guide<>(guidance));
  }

  private void reconfigure() {
    scene.kit.run(
        new Reconfigure<>(Protection.without(policy()), TestInbox.<Done>create().getRef()));
  }

  private void invariants() {
    Breaker breaker = scene.published.state().breaker();
    require("the epoch never falls", breaker.epoch() >= epoch);
    epoch = breaker.epoch();
    for (Call call : calls) {
      require("a call is answered once", call.answers.get() <= 1);
      if (call.work.hasStarted() && !call.noted) {
        call.noted = true;
        met.add(Met.STARTED_BY_SUPERVISOR);
      }
      note(call);
    }
    require("no place is lost", scene.published.grant().taken() >= 0);
    switch (breaker.phase()) {
      case Closed closed ->
          require(
              "failures are below the threshold", closed.failures() < breaker.failureThreshold());
      case Open ignored -> met.add(Met.OPEN);
      case HalfOpen half -> {
        met.add(Met.HALF_OPEN);
        require("probes are not negative", half.probes() >= 0);
      }
      case Overridden ignored -> met.add(Met.OVERRIDDEN);
    }
    if (breaker.followed() != Guidance.None.NONE) {
      met.add(Met.GUIDED);
    }
    if (!scene.published.state().calls().waiting().isEmpty()) {
      met.add(Met.WAITED);
    }
  }

  private void note(Call call) {
    if (call.isDisowned()) {
      met.add(Met.ID_IN_USE);
    } else if (call.answer.getNow(null) instanceof Rejected) {
      met.add(Met.REJECTED);
    }
    if (!call.work.stops.isEmpty()) {
      met.add(Met.STOPPED);
    }
    if (scene.published.state().calls().started().contains(call.id)) {
      met.add(Met.ADOPTED);
    }
  }

  /** Everything ends; nothing may be left. */
  private void finish() {
    while (calls.stream().anyMatch(call -> call.work.hasStarted() && !call.ended)
        || caller.isBellSet()
        || caller.hasMessages()) {
      calls.stream()
          .filter(call -> call.work.hasStarted() && !call.ended)
          .toList()
          .forEach(call -> end(call, Scene.WELL));
      caller.settle();
    }
    for (Call call : calls) {
      require("every call is answered once: " + call.id, call.answers.get() == 1);
    }
    expect("places taken", 0, scene.published.grant().taken());
    expect("calls that run", 0, scene.published.snapshot().running());
    expect("calls that wait", 0, scene.published.snapshot().waiting());
    if (!disabled) {
      expect("counted calls", (long) calls.size(), scene.stats().totalCalls());
    }
  }

  private long running() {
    return calls.stream().filter(Call::isRunning).count();
  }

  private int maxConcurrent() {
    return scene.published.policy().bulkhead().maxConcurrent();
  }

  private Optional<Call> pick(List<Call> from) {
    return from.isEmpty() ? Optional.empty() : Optional.of(from.get(random.nextInt(from.size())));
  }

  private static void expect(String what, Object expected, Object actual) {
    if (!Objects.equals(expected, actual)) {
      throw new AssertionError(what + ": expected " + expected + ", was " + actual);
    }
  }

  private static void require(String what, boolean holds) {
    if (!holds) {
      throw new AssertionError("broken: " + what);
    }
  }
}
