package io.switchgear.calls.fallback;

import io.switchgear.tool.Caller;
import io.switchgear.tool.ToolPlan;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;

/** A queue that keeps plans and never runs them; tests set what is told of a call. */
final class MemoryQueue implements CallQueue {

  private final int most;
  private final List<ToolPlan> plans = new ArrayList<>();
  private final ConcurrentHashMap<String, Told> told = new ConcurrentHashMap<>();

  private record Told(String principal, QueuedCall call) {}

  MemoryQueue(int most) {
    this.most = most;
  }

  /** The plans so far. */
  List<ToolPlan> plans() {
    return List.copyOf(plans);
  }

  /** Tells this of a call to its principal from now on. */
  void tell(String handle, String principal, QueuedCall call) {
    told.put(handle, new Told(principal, call));
  }

  @Override
  public CompletionStage<Adding> add(ToolPlan plan) {
    if (plans.size() == most) {
      return CompletableFuture.completedFuture(new Adding.Full(most));
    }
    plans.add(plan);
    return CompletableFuture.completedFuture(
        new Adding.Added("%032x".formatted(plans.size()), plans.size()));
  }

  @Override
  public CompletionStage<Optional<QueuedCall>> find(String handle, Caller caller) {
    return CompletableFuture.completedFuture(
        Optional.ofNullable(told.get(handle))
            .filter(known -> known.principal().equals(caller.name()))
            .map(Told::call));
  }

  @Override
  public int prune(Instant before) {
    return 0;
  }
}
