package io.switchgear.scan;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.switchgear.scan.job.HostQuery;
import io.switchgear.scan.job.InventoryHost;
import io.switchgear.scan.job.Job;
import io.switchgear.scan.job.JobAnswer;
import io.switchgear.scan.job.JobChange;
import io.switchgear.scan.job.JobEvent;
import io.switchgear.scan.job.JobHost;
import io.switchgear.scan.job.JobProblem;
import io.switchgear.scan.job.JobQuery;
import io.switchgear.scan.job.JobRequest;
import io.switchgear.scan.job.Page;
import io.switchgear.tool.Caller;
import io.switchgear.tool.PendingInput;
import io.switchgear.tool.ToolOutcome;
import io.switchgear.tool.ToolPlan;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletionStage;
import java.util.function.Consumer;

/**
 * The jobs, for the surfaces. A job belongs to its principal: {@code ops:read} sees all, {@code
 * ops:write} controls all, and to others it does not exist. Starting one needs {@code scan:run}.
 *
 * <p>Stages complete off the caller's thread. They fail with {@code StoreException} if the database
 * does not answer; nothing is half done then.
 */
public interface Jobs {

  /** Plans and stores a job. The answer is given after the job is on disk. */
  CompletionStage<JobAnswer> start(JobRequest request, Caller caller);

  /**
   * As {@link #start(JobRequest, Caller)}, with an id that was drawn and stored before, so that a
   * start that may have happened can be repeated: if there is a job with this id, it is answered as
   * {@code Started} and no other is started. It never joins another job.
   *
   * @param id 32 characters of 0-9 a-f, drawn at random
   */
  CompletionStage<JobAnswer> start(String id, JobRequest request, Caller caller);

  /**
   * Stores a plan that was made for a call as a job.
   *
   * @param whole whether it runs as one block, whose outcome is the job's
   */
  CompletionStage<JobAnswer> start(ToolPlan planned, boolean whole);

  CompletionStage<Optional<Job>> find(String id, Caller caller);

  /** Jobs as {@link Job#listed} has them, the newest first. */
  CompletionStage<Page<Job>> list(JobQuery query, Caller caller);

  CompletionStage<JobAnswer> pause(String id, Caller caller);

  CompletionStage<JobAnswer> resume(String id, Caller caller);

  /** Answers when the job is being cancelled; its state says when it is. */
  CompletionStage<JobAnswer> cancel(String id, Caller caller);

  CompletionStage<JobAnswer> change(String id, JobChange change, Caller caller);

  /**
   * Deletes a job that has ended, with all its results. Nobody sees a part of them: the job is
   * unknown first.
   */
  CompletionStage<JobAnswer> delete(String id, Caller caller);

  /** The hosts of a job that are done; empty if there is no such job. */
  CompletionStage<Optional<Page<JobHost>>> hosts(String id, HostQuery query, Caller caller);

  CompletionStage<Page<JobProblem>> problems(
      String id, int limit, Optional<String> cursor, Caller caller);

  /**
   * Hosts over all jobs of the caller. A host is listed if the newest result that covers what the
   * query asks passes it: about ports, the newest one that has the port or says that the host is
   * down; else the newest one. A page can have fewer hosts than its limit and a next page.
   */
  CompletionStage<Page<InventoryHost>> inventory(HostQuery query, Caller caller);

  /**
   * The last job of the same name and principal before a job that ended completely, if there is
   * one. Names are each principal's own, so a caller with {@code ops:read} does not get the job of
   * another principal.
   *
   * @param later a job that the caller sees
   */
  CompletionStage<Optional<Job>> completeBefore(Job later, Caller caller);

  /**
   * The outcome of a job of one block, such as a queued call; empty while it has none, and for jobs
   * of several blocks.
   */
  CompletionStage<Optional<ToolOutcome>> outcome(String id, Caller caller);

  /** What a job asks, and the answers so far; empty while it waits for none. */
  CompletionStage<Optional<PendingInput>> questions(String id, Caller caller);

  /**
   * Answers questions; the job goes on when all are answered.
   *
   * @param answers by the keys of {@link PendingInput#open}; unknown keys are ignored
   */
  CompletionStage<JobAnswer> answer(String id, Map<String, ObjectNode> answers, Caller caller);

  /**
   * Finds a job whose results are exported, and records that in the audit log. Each surface that
   * gives out all results of a job asks this instead of {@link #find}.
   *
   * @param format such as {@code csv}
   * @param surface such as {@code http}
   * @return empty, and not recorded, if there is no such job
   */
  CompletionStage<Optional<Job>> exporting(String id, String format, String surface, Caller caller);

  /** Tells every later change of every job; the listener must not block. */
  AutoCloseable subscribe(Consumer<JobEvent> listener);
}
