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
 * Runs queued calls when their tools let them: one at a time for each tool, the longest waiting
 * first, each on its caller's behalf and with those of its caller's permissions that are left.
 *
 * <p>A call that its tool refuses, or that the shutdown ends, goes back to its place. A half-open
 * breaker gets a queued call as its probe: with nobody else calling it would never close.
 */
public final class QueueDrainer implements AutoCloseable {

  private static final Logger LOG = LoggerFactory.getLogger(QueueDrainer.class);

  /** How long after a tool is back its queue begins to move, at most. */
  private static final Duration PAUSE = Duration.ofSeconds(1);

  private static final Duration PRUNING = Duration.ofHours(1);

  /** For a call that the shutdown has ended to be put back. */
  private static final Duration PATIENCE = Duration.ofMillis(800);

  private final ToolCatalog inner;
  private final FallbackStores pantry;
  private final Predicate<String> admits;
  private final CurrentPermissions permissions;
  private final Duration pause;
  private final CountDownLatch ending = new CountDownLatch(1);
  private final List<Thread> threads = new ArrayList<>();

  private QueueDrainer(
      ToolCatalog inner,
      FallbackStores pantry,
      Predicate<String> admits,
      CurrentPermissions permissions,
      Duration pause) {
    this.inner = inner;
    this.pantry = pantry;
    this.admits = admits;
    this.permissions = permissions;
    this.pause = pause;
  }

  /**
   * Puts back what an earlier process had claimed, and begins.
   *
   * @param inner runs the calls, without queueing them again
   * @param tools that have a queue
   * @param admits whether the tool of that name is likely to let a call in
   * @param permissions what the callers of queued calls may do when these run
   */
  public static QueueDrainer start(
      ToolCatalog inner,
      FallbackStores pantry,
      Set<String> tools,
      Predicate<String> admits,
      CurrentPermissions permissions) {
    return start(inner, pantry, tools, admits, permissions, PAUSE);
  }

  static QueueDrainer start(
      ToolCatalog inner,
      FallbackStores pantry,
      Set<String> tools,
      Predicate<String> admits,
      CurrentPermissions permissions,
      Duration pause) {
    int recovered = pantry.queue().recoverClaimed();
    if (recovered > 0) {
      LOG.info(
          "{} queued calls were under way when the last process ended; they wait again", recovered);
    }
    QueueDrainer drainer = new QueueDrainer(inner, pantry, admits, permissions, pause);
    for (String tool : tools) {
      drainer.every(pause, "queue-" + tool, () -> drainer.drain(tool));
    }
    drainer.every(PRUNING, "queue-pruning", pantry::prune);
    return drainer;
  }

  /** Claims no further call; returns at once. */
  public void stop() {
    ending.countDown();
  }

  /**
   * Waits, for a moment at most, until the calls under way have ended; they must have been stopped
   * by their supervisor's shutdown.
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
                      LOG.debug("{} failed; it is tried again in {}", name, time, e);
                    } catch (RuntimeException e) {
                      LOG.warn("{} failed; it is tried again in {}", name, time, e);
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
      Optional<QueuedCall> next = pantry.queue().claimNext(tool, pantry.clock().instant());
      if (next.isEmpty() || !run(next.get())) {
        return;
      }
    }
  }

  /** Whether it is done. */
  private boolean run(QueuedCall queued) {
    boolean done = false;
    try {
      ToolCall call = QueuedCalls.call(queued);
      LOG.debug("call {} of '{}' comes from the queue", call.id(), call.tool());
      ToolOutcome outcome =
          permissions
              .of(call.caller())
              .filter(caller -> caller.may(Permission.SCAN_RUN))
              .map(caller -> outcome(call.by(caller)))
              .orElseGet(() -> withdrawn(call));
      done = !comesBack(call, outcome);
      if (done) {
        finish(queued, outcome);
      }
      return done;
    } finally {
      if (!done) {
        surely(() -> pantry.queue().release(queued.handle()));
      }
    }
  }

  private ToolOutcome outcome(ToolCall call) {
    try {
      return inner.call(call, Progress.NONE).outcome().toCompletableFuture().join();
    } catch (CompletionException | IllegalArgumentException bug) {
      LOG.error("queued call {} of '{}' ended by a bug", call.id(), call.tool(), bug);
      return new Failed(
          Fault.CRASHED, "The tool broke down; its server's log says more. Call it again.");
    }
  }

  private static ToolOutcome withdrawn(ToolCall call) {
    return new OutOfScope(
        call.tool(),
        Permission.SCAN_RUN.wire(),
        "The call was not run, because '%s' may no longer run tools: its token was withdrawn or lacks the permission %s. Ask the operator, and make the call again."
            .formatted(call.caller().name(), Permission.SCAN_RUN.wire()));
  }

  /** The shutdown ends a call for now, an operator for good; a silent target is an answer. */
  private static boolean comesBack(ToolCall call, ToolOutcome outcome) {
    return outcome instanceof Cancelled ended && !ended.ordered()
        || outcome instanceof Rejected rejected
            && switch (rejected.refusal()) {
              case CIRCUIT_OPEN, BULKHEAD_FULL -> rejected.by().equals(call.tool());
              case RATE_LIMITED, UNRECORDED, SHUTTING_DOWN -> true;
            };
  }

  /** Tried until the store takes it: a call that stays claimed would wait for the next start. */
  private <T> T surely(Supplier<T> write) {
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
        surely(
            () ->
                pantry
                    .queue()
                    .finish(queued.handle(), OutputJson.write(outcome), pantry.clock().instant()));
    if (finishing == Finishing.TOO_LARGE) {
      Failed instead =
          new Failed(
              Fault.RESOURCE_EXHAUSTED,
              "The call ran, but its result is too large to be kept. Call the tool for less at"
                  + " once.");
      surely(
          () ->
              pantry
                  .queue()
                  .finish(queued.handle(), OutputJson.write(instead), pantry.clock().instant()));
    }
  }
}
