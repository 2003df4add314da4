package io.switchgear.watch.view;

import io.switchgear.breaker.BreakerSnapshot;
import io.switchgear.breaker.OperatorOrder.Action;
import io.switchgear.calls.running.CallCancellation;
import io.switchgear.calls.running.RunningCalls;
import io.switchgear.cluster.report.NodeAnswers;
import io.switchgear.cluster.report.NodeWork;
import io.switchgear.cluster.report.Reports;
import io.switchgear.supervisor.SupervisedTools;
import io.switchgear.tool.ErrorType;
import io.switchgear.tool.ToolOutcome;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import java.util.function.Supplier;

/**
 * What this node tells the others of itself.
 *
 * @param jobs how many jobs the node owns and how many blocks it runs
 * @param scheduler whether the scheduler runs here
 */
public record OwnAnswers(
    HealthReader health,
    RunningCalls calls,
    SupervisedTools tools,
    Supplier<CompletionStage<OwnJobs>> jobs,
    BooleanSupplier scheduler)
    implements NodeAnswers {

  /** Calls of one node in a list of several nodes. */
  static final int MOST_CALLS = 100;

  private static final int MOST_CHECKS = 100;
  private static final int MESSAGE_CHARS = 200;

  /** The first report must not wait for the first round of checks. */
  private static final Duration PATIENCE = Duration.ofSeconds(1);

  /**
   * Longer than a run gets to stop. An answer does not wait for a run that ignores its
   * cancellation.
   */
  private static final Duration CANCEL_PATIENCE = Duration.ofSeconds(3);

  private static final String STOPPING = "stopping";

  /** Empty where the node does not do such work. */
  public record OwnJobs(Optional<Integer> owned, Optional<Integer> blocks) {

    public static final OwnJobs NONE = new OwnJobs(Optional.empty(), Optional.empty());
  }

  @Override
  public CompletionStage<NodeWork> work() {
    return health
        .latest()
        .thenApply(Optional::of)
        .toCompletableFuture()
        .completeOnTimeout(Optional.empty(), PATIENCE.toMillis(), TimeUnit.MILLISECONDS)
        .exceptionally(failed -> Optional.empty())
        .thenCombine(jobs.get().exceptionally(failed -> OwnJobs.NONE), this::work);
  }

  private NodeWork work(Optional<HealthJson> checked, OwnJobs own) {
    int running = 0;
    int waiting = 0;
    Map<String, String> orders = new HashMap<>();
    for (BreakerSnapshot each : tools.snapshots()) {
      running += each.running();
      waiting += each.waiting();
      if (each.mode() != Action.AUTO) {
        orders.put(each.name(), each.mode().wire());
      }
    }
    return new NodeWork(
        checked.map(HealthJson::status),
        checked.map(OwnAnswers::failing).orElse(List.of()),
        running,
        waiting,
        own.owned(),
        own.blocks(),
        scheduler.getAsBoolean(),
        orders);
  }

  private static List<String> failing(HealthJson health) {
    return health.checks().stream()
        .filter(check -> !check.status().equals("healthy"))
        .sorted(Comparator.comparing(HealthJson.Check::status).reversed())
        .limit(NodeWork.MOST_FAILING)
        .map(HealthJson.Check::name)
        .toList();
  }

  @Override
  public CompletionStage<String> healthJson() {
    return health.latest().thenApply(own -> ViewMapper.text(own.cut(MOST_CHECKS, MESSAGE_CHARS)));
  }

  /** As many calls as fit, those that have run for the longest time first. */
  @Override
  public String callsJson() {
    List<CallJson> all = calls.list().stream().map(CallJson::of).toList();
    List<CallJson> first = new ArrayList<>();
    int chars = 0;
    for (CallJson call : all.stream().limit(MOST_CALLS).toList()) {
      chars += ViewMapper.text(call).length();
      if (chars > Reports.MOST_CHARS) {
        break;
      }
      first.add(call);
    }
    return ViewMapper.text(new ToldCalls(Instant.now(), first, all.size()));
  }

  /**
   * The calls of a node as another has them.
   *
   * @param running how many there are
   */
  record ToldCalls(Instant timestamp, List<CallJson> calls, int running) {}

  @Override
  public CompletionStage<Optional<String>> cancel(String id, String operator, String reason) {
    CallCancellation order;
    try {
      order = new CallCancellation(operator, reason);
    } catch (IllegalArgumentException refused) {
      return CompletableFuture.completedFuture(Optional.empty());
    }
    return cancel(calls, id, order)
        .<CompletionStage<Optional<String>>>map(ended -> ended.thenApply(Optional::of))
        .orElseGet(() -> CompletableFuture.completedFuture(Optional.empty()));
  }

  /**
   * Ends a call of this node.
   *
   * @return {@code success} or an error type; {@code stopping} if the call has not ended after some
   *     seconds; empty if no such call runs here
   */
  public static Optional<CompletionStage<String>> cancel(
      RunningCalls calls, String id, CallCancellation order) {
    return calls.cancel(id, order).map(OwnAnswers::outcome);
  }

  private static CompletionStage<String> outcome(CompletionStage<ToolOutcome> ended) {
    return ended
        .thenApply(outcome -> ErrorType.of(outcome).map(ErrorType::wire).orElse("success"))
        .toCompletableFuture()
        .completeOnTimeout(STOPPING, CANCEL_PATIENCE.toMillis(), TimeUnit.MILLISECONDS);
  }
}
