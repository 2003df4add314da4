package io.switchgear.mcp.method;

import io.switchgear.mcp.task.Task;
import io.switchgear.mcp.task.Tasks;
import io.switchgear.tool.Caller;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The tasks that one client follows. After a change the task is read and shown as it then is.
 * Changes that come while it is read cause one more reading, so a client sees the newest state last
 * and may miss those in between.
 */
final class TaskWatch {

  private static final Logger LOG = LoggerFactory.getLogger(TaskWatch.class);

  /** What is under way for a task. */
  private enum Reading {
    NONE,
    UNDER_WAY,
    /** Under way, and changed since it began. */
    OUTDATED
  }

  private final Tasks tasks;
  private final Caller caller;
  private final Consumer<Task> show;

  /** By the ids of the tasks that are followed; guarded by itself. */
  private final Map<String, Reading> followed = new HashMap<>();

  /**
   * @param show called from any thread, for one task never by two at once
   */
  TaskWatch(Tasks tasks, Caller caller, Consumer<Task> show) {
    this.tasks = tasks;
    this.caller = caller;
    this.show = show;
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
    read(id);
  }

  private void read(String id) {
    tasks.get(caller, id).whenComplete((task, bug) -> ended(id, task, bug));
  }

  private void ended(String id, Optional<Task> task, Throwable bug) {
    if (bug != null) {
      LOG.error("a task could not be read for its client, which is not told of a change", bug);
    } else {
      task.ifPresent(show);
    }
    boolean again;
    synchronized (followed) {
      again = followed.get(id) == Reading.OUTDATED;
      followed.put(id, again ? Reading.UNDER_WAY : Reading.NONE);
    }
    if (again) {
      read(id);
    }
  }
}
