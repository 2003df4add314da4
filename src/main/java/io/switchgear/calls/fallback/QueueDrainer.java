package io.switchgear.calls.fallback;

import io.switchgear.store.CallQueue.Finishing;
import io.switchgear.store.QueuedCall;
import io.switchgear.store.StoreException;
import io.switchgear.tool.Caller.Permission;
import io.switchgear.tool.Progress;
import io.switchgear.tool.ToolCall;
import io.switchgear.tool.ToolCatalog;
import io.switchgear.tool.ToolOutcome;
import io.switchgear.tool.ToolOutcome.Cancelled;
import io.switchgear.tool.ToolOutcome.Failed;
import io.switchgear.tool.ToolOutcome.Fault;
import io.switchgear.tool.ToolOutcome.OutOfScope;
import io.switchgear.tool.ToolOutcome.Rejected;
import io.switchgear.tool.ToolRun;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.Predicate;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Runs queued calls when their tools admit calls: one at a time for each tool, the oldest first, on
 * behalf of its caller, with the permissions that the caller still has.
 *
 * <p>A call that its tool refuses, or that the shutdown ends, goes back to its place in the queue.
 * A half-open breaker gets a queued call as its probe, because without calls it would never close.
 */
public final class QueueDrainer implements AutoCloseable {

  private static final Logger LOG = LoggerFactory.getLogger(QueueDrainer.class);

  /** Longest time between the recovery of a tool and the next queued call. */
  private static final Duration PAUSE = Duration.ofSeconds(1);

  private static final Duration PRUNING = Duration.ofHours(1);

  /** Time for the calls that the shutdown has ended to be put back. */
  private static final Duration PATIENCE = Duration.ofMillis(800);

  private final ToolCatalog path;
  private final FallbackStores stores;
  private final Predicate<String> admits;
  private final CurrentPermissions permissions;
  private final Duration pause;
  private final CountDownLatch ending = new CountDownLatch(1);
  private final List<Thread> threads = new ArrayList<>();

  private QueueDrainer(
      ToolCatalog path,
      FallbackStores stores,
      Predicate<String> admits,
      CurrentPermissions permissions,
      Duration pause) {
    this.path = path;
    this.stores = stores;
    this.admits = admits;
    this.permissions = permissions;
    this.pause = pause;
  }

  /**
   * Puts back the calls that an earlier process had claimed, and starts.
   *
   * @param path runs the calls, without queueing them again
   * @param tools that have a queue
   * @param admits whether the tool of that name probably admits a call
   * @param permissions current permissions of the callers of queued calls
   */
  public static QueueDrainer start(
      ToolCatalog path,
      FallbackStores stores,
      Set<String> tools,
      Predicate<String> admits,
      CurrentPermissions permissions) {
    return start(path, stores, tools, admits, permissions, PAUSE);
  }

  static QueueDrainer start(
      ToolCatalog path,
      FallbackStores stores,
      Set<String> tools,
      Predicate<String> admits,
      CurrentPermissions permissions,
      Duration pause) {
    int recovered = stores.queue().recoverClaimed();
    if (recovered > 0) {
      LOG.info(
          "{} queued calls were running when the last process ended; they wait again", recovered);
    }
    QueueDrainer drainer = new QueueDrainer(path, stores, admits, permissions, pause);
    for (String tool : tools) {
      drainer.every(pause, "queue-" + tool, () -> drainer.drain(tool));
    }
    drainer.every(PRUNING, "queue-pruning", stores::prune);
    return drainer;
  }

  /** Stops claiming calls. Returns at once. */
  public void stop() {
    ending.countDown();
  }

  /**
   * Waits for less than a second until the running calls have ended; the shutdown of their
   * supervisors must have stopped them.
   */
  @Override
  public void close() {
    stop();
    long until = System.nanoTime() + PATIENCE.toNanos();
    for (Thread thread : threads) {
      try {
        if (!thread.join(Duration.ofNanos(Math.max(1, until - System.nanoTime())))) {
          LOG.warn("{} did not end; its call waits again after the next start", thread.getName());
        }
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        return;
      }
    }
  }

  private void every(Duration time, String name, Runnable task) {
    threads.add(
        Thread.ofVirtual()
            .name(name)
            .start(
                () -> {
                  do {
                    try {
                      task.run();
                    } catch (StoreException e) {
                      // The store itself warns once.
                      LOG.debug("{} failed; next try in {}", name, time, e);
                    } catch (RuntimeException e) {
                      LOG.warn("{} failed; next try in {}", name, time, e);
                    }
                  } while (!endsWithin(time));
                }));
  }

  private boolean endsWithin(Duration time) {
    try {
      return ending.await(time.toMillis(), TimeUnit.MILLISECONDS);
    } catch (InterruptedException e) {
      return true;
    }
  }

  private void drain(String tool) {
    while (ending.getCount() > 0 && admits.test(tool)) {
      Optional<QueuedCall> next = stores.queue().claimNext(tool, stores.clock().instant());
      if (next.isEmpty() || !run(next.get())) {
        return;
      }
    }
  }

  /** Returns whether the call is done. */
  private boolean run(QueuedCall queued) {
    boolean done = false;
    try {
      QueuedCalls.Queued stored = QueuedCalls.read(queued);
      ToolCall call = stored.call();
      LOG.debug("call {} of '{}' comes from the queue", call.id(), call.tool());
      ToolOutcome outcome =
          permissions
              .of(call.caller())
              .filter(caller -> caller.may(Permission.SCAN_RUN))
              .map(caller -> outcome(stored.by(caller)))
              .orElseGet(() -> withdrawn(call));
      done = !comesBack(call, outcome);
      if (done) {
        finish(queued, outcome);
      }
      return done;
    } finally {
      if (!done) {
        retried(() -> stores.queue().release(queued.handle()));
      }
    }
  }

  private ToolOutcome outcome(QueuedCalls.Queued queued) {
    ToolCall call = queued.call();
    try {
      ToolRun run =
          queued
              .plan()
              .map(plan -> path.resume(plan, Progress.NONE))
              .orElseGet(() -> path.call(call, Progress.NONE));
      return run.outcome().toCompletableFuture().join();
    } catch (CompletionException | IllegalArgumentException bug) {
      LOG.error("a bug ended queued call {} of '{}'", call.id(), call.tool(), bug);
      return new Failed(
          Fault.CRASHED,
          "The tool failed because of a bug; see the log of the server. Call the tool again.");
    }
  }

  private static ToolOutcome withdrawn(ToolCall call) {
    return new OutOfScope(
        call.tool(),
        Permission.SCAN_RUN.wire(),
        "The call was not run, because '%s' may no longer run tools: its token was revoked or lacks the permission %s. Ask the operator, then make the call again."
            .formatted(call.caller().name(), Permission.SCAN_RUN.wire()));
  }

  /**
   * A call returns to the queue after a shutdown or a refusal of its tool, not after an operator's
   * order.
   */
  private static boolean comesBack(ToolCall call, ToolOutcome outcome) {
    return outcome instanceof Cancelled ended && !ended.ordered()
        || outcome instanceof Rejected rejected
            && switch (rejected.refusal()) {
              case CIRCUIT_OPEN, BULKHEAD_FULL -> rejected.by().equals(call.tool());
              case RATE_LIMITED, UNRECORDED, SHUTTING_DOWN -> true;
            };
  }

  /** Writes until it succeeds, because a call that stays claimed waits until the next start. */
  private <T> T retried(Supplier<T> write) {
    while (true) {
      try {
        return write.get();
      } catch (StoreException e) {
        if (endsWithin(pause)) {
          throw e;
        }
      }
    }
  }

  private void finish(QueuedCall queued, ToolOutcome outcome) {
    Finishing finishing =
        retried(
            () ->
                stores
                    .queue()
                    .finish(queued.handle(), OutputJson.write(outcome), stores.clock().instant()));
    if (finishing == Finishing.TOO_LARGE) {
      Failed instead =
          new Failed(
              Fault.RESOURCE_EXHAUSTED,
              "The call ran, but its result is too large to be stored. Call the tool for less at"
                  + " once.");
      retried(
          () ->
              stores
                  .queue()
                  .finish(queued.handle(), OutputJson.write(instead), stores.clock().instant()));
    }
  }
}
