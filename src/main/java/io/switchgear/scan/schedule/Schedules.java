package io.switchgear.scan.schedule;

import io.switchgear.scan.job.Page;
import io.switchgear.tool.Caller;
import java.util.Optional;
import java.util.concurrent.CompletionStage;
import java.util.function.UnaryOperator;

/**
 * The schedules, for the surfaces. A schedule belongs to its principal: {@code ops:read} sees all,
 * {@code ops:write} controls all, and to others it does not exist. Creating and running one needs
 * {@code scan:run}. What is scanned, only its principal changes, because it runs with that
 * principal's permissions.
 *
 * <p>Stages complete off the caller's thread. They fail with {@code StoreException} if the database
 * does not answer.
 */
public interface Schedules {

  /** Most schedules or runs of a page. */
  int MAX_LIMIT = 1000;

  int USUAL_LIMIT = 100;

  CompletionStage<ScheduleAnswer> create(ScheduleSpec spec, boolean enabled, Caller caller);

  CompletionStage<Optional<ScheduleView>> find(String id, Caller caller);

  /**
   * The newest first.
   *
   * @param limit 1 to {@value #MAX_LIMIT}
   */
  CompletionStage<Page<ScheduleView>> list(int limit, Optional<String> cursor, Caller caller);

  /**
   * Changes a schedule. If its times change, the next run is computed anew.
   *
   * @param change of what is stored; may be applied several times, and throw {@link
   *     InvalidSchedule}
   * @param enabled absent to leave it as it is
   */
  CompletionStage<ScheduleAnswer> change(
      String id, UnaryOperator<ScheduleSpec> change, Optional<Boolean> enabled, Caller caller);

  /** Deletes a schedule and the list of its runs, and answers what it was; its jobs stay. */
  CompletionStage<ScheduleAnswer> delete(String id, Caller caller);

  /** Starts a run now, unless one has not ended. The next times stay as they are. */
  CompletionStage<ScheduleAnswer> run(String id, Caller caller);

  /** The newest first; empty if there is no such schedule. */
  CompletionStage<Optional<Page<ScheduleRun>>> runs(
      String id, int limit, Optional<String> cursor, Caller caller);
}
