package io.switchgear.watch.view;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonInclude.Include;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.switchgear.scan.job.Job;
import io.switchgear.scan.job.JobProblem;
import io.switchgear.scan.job.JobProgress;
import io.switchgear.scan.job.Page;
import io.switchgear.tool.UntrustedText;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.OptionalLong;

/**
 * A scan job.
 *
 * @param name may be empty
 * @param waiting why nothing of it runs at present; null if it runs or has ended
 * @param place in the queue, 1 is next; null unless it is queued
 * @param principal to whom it belongs
 * @param schedule id of the schedule that started it; null for none
 * @param arguments of the tool; absent in lists
 * @param targets as planned, before exclusions: the first 256, in lists the first {@value
 *     #LISTED_TARGETS}
 * @param exclude targets that are left out at present; in lists the first 256
 * @param rate hosts per second; 0 before the first result
 * @param maxRate most packets per second; null for no limit
 * @param etaSeconds null while unknown
 * @param runningBlocks absent in lists
 * @param problems the first 100; absent in lists
 * @param problemsTotal how many there are
 * @param joined true in the answer to a request for a job that was already under way; absent
 *     otherwise
 */
public record JobJson(
    String id,
    String name,
    String tool,
    String state,
    Optional<String> waiting,
    OptionalInt place,
    String principal,
    int priority,
    Optional<String> schedule,
    @JsonInclude(Include.NON_ABSENT) Optional<ObjectNode> arguments,
    List<String> targets,
    List<String> exclude,
    long hostsTotal,
    long hostsDone,
    long hostsUp,
    long openPorts,
    long blocksTotal,
    long blocksDone,
    long blocksFailed,
    double rate,
    OptionalInt maxRate,
    OptionalLong etaSeconds,
    Instant createdAt,
    Optional<Instant> startedAt,
    Optional<Instant> finishedAt,
    Instant updatedAt,
    Optional<Instant> deadlineAt,
    @JsonInclude(Include.NON_ABSENT) Optional<List<Block>> runningBlocks,
    @JsonInclude(Include.NON_ABSENT) Optional<List<Problem>> problems,
    long problemsTotal,
    @JsonInclude(Include.NON_ABSENT) Optional<Boolean> joined) {

  private static final int LISTED_TARGETS = 8;
  private static final int TEXT_CHARS = 2_000;

  public static JobJson of(Job job) {
    return of(job, Detail.WHOLE);
  }

  /** The answer to a request that joined a job under way. */
  public static JobJson joined(Job job) {
    return of(job, Detail.JOINED);
  }

  private enum Detail {
    LISTED,
    WHOLE,
    JOINED
  }

  private static JobJson of(Job job, Detail detail) {
    JobProgress progress = job.progress();
    boolean whole = detail != Detail.LISTED;
    return new JobJson(
        job.id(),
        job.name(),
        job.tool(),
        job.state().wire(),
        filled(job.waiting()).map(text -> UntrustedText.line(text, TEXT_CHARS)),
        job.place(),
        job.principal(),
        job.priority(),
        filled(job.schedule()),
        Optional.of(job.arguments()).filter(present -> whole),
        whole ? job.targets() : job.targets().stream().limit(LISTED_TARGETS).toList(),
        job.exclude(),
        progress.hostsTotal(),
        progress.hostsDone(),
        progress.hostsUp(),
        progress.openPorts(),
        progress.blocksTotal(),
        progress.blocksDone(),
        progress.blocksFailed(),
        ViewMapper.rounded(progress.hostsPerSecond()),
        job.rate(),
        job.etaSeconds(),
        job.createdAt(),
        job.startedAt(),
        job.finishedAt(),
        job.updatedAt(),
        job.deadline(),
        Optional.of(job.running().stream().map(Block::of).toList()).filter(present -> whole),
        Optional.of(job.problems().stream().map(Problem::of).toList()).filter(present -> whole),
        job.problemsInAll(),
        detail == Detail.JOINED ? Optional.of(true) : Optional.empty());
  }

  private static Optional<String> filled(String text) {
    return Optional.of(text).filter(present -> !present.isEmpty());
  }

  /**
   * A block that runs now.
   *
   * @param hosts its first and last address
   * @param worker the node that runs it
   * @param done 0 to 1
   */
  public record Block(long number, String hosts, String worker, double done, Instant since) {

    static Block of(Job.RunningBlock block) {
      return new Block(
          block.number(),
          block.hosts(),
          block.worker(),
          ViewMapper.rounded(block.done()),
          block.since());
    }
  }

  /**
   * A reason why the result is not whole.
   *
   * @param kind such as {@code timed_out}
   * @param hosts number of hosts; 0 if it is about none
   * @param targets their addresses as ranges
   */
  public record Problem(String kind, long hosts, String targets, String message, Instant at) {

    static Problem of(JobProblem problem) {
      return new Problem(
          problem.kind(),
          problem.hosts(),
          problem.targets(),
          UntrustedText.line(problem.message(), TEXT_CHARS),
          problem.at());
    }
  }

  /**
   * A page of jobs, the newest first.
   *
   * @param nextCursor of the next page; null on the last one
   */
  public record All(List<JobJson> jobs, Optional<String> nextCursor) {

    public static All of(Page<Job> page) {
      return new All(
          page.items().stream().map(job -> JobJson.of(job, Detail.LISTED)).toList(), page.next());
    }
  }

  /**
   * A page of a job's problems, the oldest first.
   *
   * @param nextCursor of the next page; null on the last one
   */
  public record Problems(List<Problem> problems, Optional<String> nextCursor) {

    public static Problems of(Page<JobProblem> page) {
      return new Problems(page.items().stream().map(Problem::of).toList(), page.next());
    }
  }
}
