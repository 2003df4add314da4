package io.switchgear.scan.run;

import io.switchgear.metrics.JobMetrics;
import io.switchgear.scan.budget.PacketBudget;
import io.switchgear.scan.run.ScanJob.Assignment;
import io.switchgear.scope.RangeSet;
import io.switchgear.tool.Caller;
import io.switchgear.tool.Caller.Permission;
import io.switchgear.tool.PinnedTargets;
import io.switchgear.tool.Progress;
import io.switchgear.tool.Tool;
import io.switchgear.tool.ToolOutcome;
import io.switchgear.tool.ToolOutcome.Cancelled;
import io.switchgear.tool.ToolOutcome.Failed;
import io.switchgear.tool.ToolOutcome.Fault;
import io.switchgear.tool.ToolOutcome.OutOfScope;
import io.switchgear.tool.ToolPlan;
import io.switchgear.tool.ToolRun;
import io.switchgear.tool.ToolRun.StopReason;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** A block of a worker: it waits for its packets, then it runs. Used by one actor. */
final class RunningBlock {

  private static final Logger LOG = LoggerFactory.getLogger(RunningBlock.class);

  private static final String LOST =
      "The block was stopped, because the node could not renew the lease of its packets.";

  private final Assignment block;
  private final WorkerParts parts;
  private final Consumer<ToolOutcome> ended;
  private Optional<PacketBudget.Lease> lease = Optional.empty();
  private Optional<ToolRun> run = Optional.empty();
  private boolean waited;
  private volatile boolean lost;
  private volatile double done;

  /**
   * @param ended told of the outcome once, on any thread
   */
  RunningBlock(Assignment block, WorkerParts parts, Consumer<ToolOutcome> ended) {
    this.block = block;
    this.parts = parts;
    this.ended = ended;
  }

  String tool() {
    return block.plan().tool();
  }

  /** Share that is done, 0 to 1. */
  double done() {
    return done;
  }

  /** Starts it if it has not started and its packets are to be had. */
  void tryStart() {
    if (hasBegun()) {
      return;
    }
    try {
      lease = parts.budget().lease(this, addresses(), block.rate());
      if (lease.isEmpty() && !waited) {
        waited = true;
        JobMetrics.budgetWait();
      }
      lease.ifPresent(granted -> start(granted.rate()));
    } catch (RuntimeException bug) {
      end(broken(bug));
    }
  }

  /** Tells the end. A block whose end is not told would keep its job running for ever. */
  private void end(ToolOutcome outcome) {
    ToolOutcome told;
    try {
      told = parts.parcel().apply(outcome);
    } catch (RuntimeException bug) {
      told = broken(bug);
    }
    ended.accept(told);
  }

  /** Stops it if another node may have its packets now. What it has not finished runs again. */
  void stopIfLost() {
    if (!lost && lease.filter(parts.budget()::isLost).isPresent()) {
      lost = true;
      LOG.warn(
          "block {} of job {} stops, because the lease of its packets has expired",
          block.number(),
          block.job());
      run.ifPresent(started -> started.stop(StopReason.CANCELLED));
    }
  }

  private ToolOutcome judged(ToolOutcome outcome) {
    return lost && outcome instanceof Cancelled cancelled
        ? new Cancelled(LOST, cancelled.partial())
        : outcome;
  }

  /** Whether it no longer waits for its packets. */
  boolean hasBegun() {
    return run.isPresent() || lease.isPresent();
  }

  RangeSet addresses() {
    PinnedTargets targets = block.plan().targets();
    List<String> all = new ArrayList<>(targets.blocks());
    targets.names().values().forEach(all::addAll);
    return all.isEmpty() ? RangeSet.EMPTY : RangeSet.parse(all);
  }

  private void start(int rate) {
    Caller planned = block.plan().caller();
    Optional<Caller> caller =
        parts.permissions().apply(planned).filter(now -> now.may(Permission.SCAN_RUN));
    if (caller.isEmpty()) {
      end(withdrawn(planned));
      return;
    }
    Optional<Tool> tool = parts.tools().apply(tool());
    if (tool.isEmpty()) {
      end(missing());
      return;
    }
    ToolPlan plan = block.plan().by(caller.get());
    ToolRun started =
        parts.path().resume(rate > 0 ? tool.get().limited(plan, rate) : plan, progress());
    run = Optional.of(started);
    started
        .outcome()
        .whenComplete((outcome, bug) -> end(bug == null ? judged(outcome) : broken(bug)));
  }

  private Progress progress() {
    return (amount, total, message) -> done = total > 0 ? Math.clamp(amount / total, 0, 1) : done;
  }

  private static ToolOutcome withdrawn(Caller caller) {
    return new OutOfScope(
        caller.name(),
        Permission.SCAN_RUN.wire(),
        "The hosts were not scanned, because '%s' may no longer run tools: its token was revoked or lacks the permission %s. Ask the operator, then start the job again."
            .formatted(caller.name(), Permission.SCAN_RUN.wire()));
  }

  private ToolOutcome missing() {
    return new Failed(
        Fault.NOT_INSTALLED,
        "This server has no tool '%s' at present. Have the operator enable it, then start the job again."
            .formatted(tool()));
  }

  private ToolOutcome broken(Throwable bug) {
    LOG.error("a bug ended block {} of job {}", block.number(), block.job(), bug);
    return new Failed(
        Fault.CRASHED, "The block failed because of a bug; see the log of the server.");
  }

  /**
   * Stops it.
   *
   * @return whether it runs, so that its end is told later; if not, it never starts
   */
  boolean stop() {
    run.ifPresent(started -> started.stop(StopReason.CANCELLED));
    return hasBegun();
  }

  /** Returns its packets. */
  void release() {
    lease.ifPresent(parts.budget()::release);
    lease = Optional.empty();
  }
}
