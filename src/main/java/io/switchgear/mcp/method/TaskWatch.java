package io.switchgear.mcp.method;

import io.switchgear.mcp.task.Task;
import io.switchgear.mcp.task.Tasks;
import io.switchgear.tool.Caller;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.function.Function;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The tasks that one client follows. After a change the task is read and shown as it then is.
 * Changes that come while it is read cause one more reading, so a client sees the newest state last
 * and may miss those in between. A reading that fails is repeated twice, because it may be that of
 * the end of a task, after which no other change comes.
 */
final class TaskWatch {

  private static final Logger LOG = LoggerFactory.getLogger(TaskWatch.class);

  /** Before each further reading after one that failed. */
  private static final List<Duration> PAUSES =
      List.of(Duration.ofSeconds(1), Duration.ofSeconds(15));

  /** What is under way for a task; a pause before a further reading included. */
  private enum Reading {
    NONE,
    UNDER_WAY,
    /** Under way, and changed since it began. */
    OUTDATED
  }

  private final Tasks tasks;
  private final Caller caller;
  private final Consumer<Task> show;
  private final Function<Duration, Executor> later;

  /** By the ids of the tasks that are followed; guarded by itself. */
  private final Map<String, Reading> followed = new HashMap<>();

  /**
   * @param show called from any thread, for one task never by two at once
   */
  TaskWatch(Tasks tasks, Caller caller, Consumer<Task> show) {
    this(
        tasks,
        caller,
        show,
        pause -> CompletableFuture.delayedExecutor(pause.toMillis(), TimeUnit.MILLISECONDS));
  }

  /**
   * @param later runs a task after a time
   */
  TaskWatch(Tasks tasks, Caller caller, Consumer<Task> show, Function<Duration, Executor> later) {
    this.tasks = tasks;
    this.caller = caller;
    this.show = show;
    this.later = later;
  }

  /**
   * Follows those of the tasks that the caller has.
   *
   * @return their ids; fails if they cannot be read
   */
  CompletionStage<List<String>> follow(List<String> ids) {
    CompletionStage<List<String>> known = CompletableFuture.completedFuture(new ArrayList<>());
    for (String id : ids) {
      known =
          known.thenCombine(
              tasks.get(caller, id),
              (before, task) -> {
                task.ifPresent(
                    found -> {
                      before.add(id);
                      synchronized (followed) {
                        followed.put(id, Reading.NONE);
                      }
                    });
                return before;
              });
    }
    return known;
  }

  /** A task has changed. */
  void changed(String id) {
    synchronized (followed) {
      Reading before = followed.get(id);
      if (before == null) {
        return;
      }
      followed.put(id, before == Reading.NONE ? Reading.UNDER_WAY : Reading.OUTDATED);
      if (before != Reading.NONE) {
        return;
      }
    }
    read(id, 0);
  }

  /**
   * @param failed number of readings before it that failed, one after the other
   */
  private void read(String id, int failed) {
    tasks.get(caller, id).whenComplete((task, trouble) -> ended(id, failed, task, trouble));
  }

  private void ended(String id, int failed, Optional<Task> task, Throwable trouble) {
    if (trouble != null && failed < PAUSES.size()) {
      later.apply(PAUSES.get(failed)).execute(() -> again(id, failed + 1));
      return;
    }
    if (trouble != null) {
      LOG.error("a task could not be read for its client, which is not told of a change", trouble);
    } else {
      task.ifPresent(show);
    }
    boolean outdated;
    synchronized (followed) {
      outdated = followed.get(id) == Reading.OUTDATED;
      followed.put(id, outdated ? Reading.UNDER_WAY : Reading.NONE);
    }
    if (outdated) {
      read(id, 0);
    }
  }

  private void again(String id, int failed) {
    synchronized (followed) {
      followed.put(id, Reading.UNDER_WAY);
    }
    read(id, failed);
  }
}
