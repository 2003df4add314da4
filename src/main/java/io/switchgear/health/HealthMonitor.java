package io.switchgear.health;

import io.switchgear.health.HealthCheck.Finding;
import io.switchgear.health.HealthReport.CheckResult;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import org.apache.pekko.actor.typed.ActorRef;
import org.apache.pekko.actor.typed.Behavior;
import org.apache.pekko.actor.typed.PostStop;
import org.apache.pekko.actor.typed.javadsl.ActorContext;
import org.apache.pekko.actor.typed.javadsl.Behaviors;
import org.apache.pekko.actor.typed.javadsl.TimerScheduler;

/**
 * Runs the checks in rounds: at an interval, and when somebody asks for something fresher than the
 * last round.
 *
 * <pre>
 * state     on              next      does
 * resting   RoundDue        checking  starts every check beside the others
 * resting   GetHealth       resting   answers, if the last round is young enough
 * resting   GetHealth       checking  otherwise starts a round; the answer follows it
 * checking  GetHealth       checking  the answer follows the round
 * checking  CheckFinished   resting   with the last one: answers all who wait
 * checking  RoundOverdue    resting   what has not answered is unhealthy; answers all who wait
 * any       GetHistory      same      answers
 * </pre>
 *
 * A check that is still stuck in an earlier round is not started again; it is reported as stuck.
 */
public final class HealthMonitor {

  /** What it understands. */
  public sealed interface Command {}

  /**
   * Asks for a report that is not older than {@code maxAge}; answered within the check timeout and
   * a little.
   */
  public record GetHealth(Duration maxAge, ActorRef<HealthReport> replyTo) implements Command {}

  /** Asks for the last reports, oldest first. */
  public record GetHistory(ActorRef<History> replyTo) implements Command {}

  private enum RoundDue implements Command {
    INSTANCE
  }

  private record CheckFinished(long round, CheckResult result) implements Command {}

  private record RoundOverdue(long round) implements Command {}

  /** At most {@value #HISTORY} reports, oldest first. */
  public record History(List<HealthReport> reports) {}

  private static final int HISTORY = 100;

  private final ActorContext<Command> context;
  private final TimerScheduler<Command> timers;
  private final List<HealthCheck> checks;
  private final Duration checkTimeout;
  private final HealthListener listener;
  private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();

  /** A round under way; replaced, never changed. */
  private record Round(
      long number,
      long startedNanos,
      Map<String, CheckResult> results,
      List<ActorRef<HealthReport>> waiting) {

    Round with(CheckResult result) {
      Map<String, CheckResult> more = new HashMap<>(results);
      more.put(result.name(), result);
      return new Round(number, startedNanos, Map.copyOf(more), waiting);
    }

    Round with(ActorRef<HealthReport> asker) {
      List<ActorRef<HealthReport>> more = new ArrayList<>(waiting);
      more.add(asker);
      return new Round(number, startedNanos, results, List.copyOf(more));
    }
  }

  /** What lasts from round to round. */
  private record Memory(long rounds, List<HealthReport> history, Set<String> stuck) {

    Optional<HealthReport> last() {
      return history.isEmpty() ? Optional.empty() : Optional.of(history.getLast());
    }

    Memory after(HealthReport report, Set<String> stillStuck) {
      List<HealthReport> more = new ArrayList<>(history);
      more.add(report);
      return new Memory(
          rounds + 1,
          List.copyOf(more.subList(Math.max(0, more.size() - HISTORY), more.size())),
          Set.copyOf(stillStuck));
    }

    Memory freed(String check) {
      Set<String> fewer = new HashSet<>(stuck);
      fewer.remove(check);
      return new Memory(rounds, history, Set.copyOf(fewer));
    }
  }

  /**
   * @param interval between rounds
   * @param checkTimeout after which a check that has not answered is unhealthy
   * @param listener told of what is better or worse than in the round before
   */
  public static Behavior<Command> create(
      List<HealthCheck> checks, Duration interval, Duration checkTimeout, HealthListener listener) {
    return Behaviors.setup(
        context ->
            Behaviors.withTimers(
                timers -> {
                  timers.startTimerWithFixedDelay(RoundDue.INSTANCE, interval);
                  HealthMonitor monitor =
                      new HealthMonitor(context, timers, checks, checkTimeout, listener);
                  return monitor.becomeChecking(
                      new Memory(0, List.of(), Set.of()), Optional.empty());
                }));
  }

  private HealthMonitor(
      ActorContext<Command> context,
      TimerScheduler<Command> timers,
      List<HealthCheck> checks,
      Duration checkTimeout,
      HealthListener listener) {
    this.context = context;
    this.timers = timers;
    this.checks = List.copyOf(checks);
    this.checkTimeout = checkTimeout;
    this.listener = listener;
  }

  private Behavior<Command> resting(Memory memory) {
    return Behaviors.receive(Command.class)
        .onAnyMessage(
            command ->
                switch (command) {
                  case GetHealth ask -> onGetHealth(ask, memory);
                  case GetHistory ask -> onGetHistory(ask, memory);
                  case RoundDue due -> becomeChecking(memory, Optional.empty());
                  case CheckFinished late -> resting(memory.freed(late.result().name()));
                  case RoundOverdue late -> Behaviors.same();
                })
        .onSignal(PostStop.class, signal -> onStop())
        .build();
  }

  private Behavior<Command> checking(Memory memory, Round round) {
    return Behaviors.receive(Command.class)
        .onAnyMessage(
            command ->
                switch (command) {
                  case GetHealth ask -> checking(memory, round.with(ask.replyTo()));
                  case GetHistory ask -> onGetHistory(ask, memory);
                  case RoundDue due -> Behaviors.same();
                  case CheckFinished finished -> onCheckFinished(finished, memory, round);
                  case RoundOverdue overdue ->
                      overdue.round() == round.number()
                          ? becomeResting(memory, round)
                          : Behaviors.same();
                })
        .onSignal(PostStop.class, signal -> onStop())
        .build();
  }

  private Behavior<Command> becomeChecking(Memory memory, Optional<ActorRef<HealthReport>> asker) {
    Round round =
        new Round(
            memory.rounds() + 1,
            System.nanoTime(),
            Map.of(),
            asker.map(List::of).orElseGet(List::of));
    for (HealthCheck check : checks) {
      if (memory.stuck().contains(check.name())) {
        round = round.with(unanswered(check));
      } else {
        start(check, round.number());
      }
    }
    timers.startSingleTimer(RoundOverdue.class, new RoundOverdue(round.number()), checkTimeout);
    return round.results().size() == checks.size()
        ? becomeResting(memory, round)
        : checking(memory, round);
  }

  private Behavior<Command> becomeResting(Memory memory, Round round) {
    timers.cancel(RoundOverdue.class);
    List<CheckResult> results = new ArrayList<>();
    Set<String> stuck = new HashSet<>(memory.stuck());
    for (HealthCheck check : checks) {
      CheckResult result = round.results().get(check.name());
      if (result == null) {
        stuck.add(check.name());
        result = unanswered(check);
      }
      results.add(result);
    }
    HealthReport report =
        HealthReport.of(
            Instant.now(), Duration.ofNanos(System.nanoTime() - round.startedNanos()), results);
    memory.last().ifPresent(before -> tellChange(before.status(), report));
    round.waiting().forEach(asker -> asker.tell(report));
    return resting(memory.after(report, stuck));
  }

  private Behavior<Command> onGetHealth(GetHealth ask, Memory memory) {
    Optional<HealthReport> young =
        memory.last().filter(last -> last.at().plus(ask.maxAge()).isAfter(Instant.now()));
    if (young.isPresent()) {
      ask.replyTo().tell(young.get());
      return Behaviors.same();
    }
    return becomeChecking(memory, Optional.of(ask.replyTo()));
  }

  private Behavior<Command> onGetHistory(GetHistory ask, Memory memory) {
    ask.replyTo().tell(new History(memory.history()));
    return Behaviors.same();
  }

  private Behavior<Command> onCheckFinished(CheckFinished finished, Memory memory, Round round) {
    if (finished.round() != round.number()) {
      return checking(memory.freed(finished.result().name()), round);
    }
    Round more = round.with(finished.result());
    return more.results().size() == checks.size()
        ? becomeResting(memory, more)
        : checking(memory, more);
  }

  private Behavior<Command> onStop() {
    threads.shutdownNow();
    return Behaviors.same();
  }

  private void start(HealthCheck check, long round) {
    long started = System.nanoTime();
    CompletableFuture<Finding> finding = CompletableFuture.supplyAsync(() -> look(check), threads);
    context.pipeToSelf(
        finding,
        (found, bug) ->
            new CheckFinished(
                round,
                new CheckResult(
                    check.name(),
                    check.priority(),
                    bug == null ? found.status() : HealthStatus.UNHEALTHY,
                    bug == null ? found.message() : "The check itself failed: " + bug,
                    Duration.ofNanos(System.nanoTime() - started))));
  }

  private static Finding look(HealthCheck check) {
    try {
      return check.probe().call();
    } catch (Exception e) {
      return Finding.unhealthy("The check failed: " + e);
    }
  }

  private CheckResult unanswered(HealthCheck check) {
    return new CheckResult(
        check.name(),
        check.priority(),
        HealthStatus.UNHEALTHY,
        "No answer within " + checkTimeout.toSeconds() + " s.",
        checkTimeout);
  }

  private void tellChange(HealthStatus before, HealthReport now) {
    if (before != now.status()) {
      context.getLog().warn("Health changed from {} to {}", before.wire(), now.status().wire());
      threads.execute(() -> listener.onHealthChanged(before, now));
    }
  }
}
