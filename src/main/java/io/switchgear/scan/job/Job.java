package io.switchgear.scan.job;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.OptionalLong;

/**
 * A job as its watchers see it.
 *
 * @param id 32 characters of 0-9 a-f; cannot be guessed
 * @param name as in the {@link JobRequest}; may be empty
 * @param principal to whom it belongs
 * @param arguments of the tool, without the exclusions
 * @param targets addresses and blocks as planned, before exclusions; at most the first 256
 * @param waiting why nothing of it runs at present, such as an open breaker; empty if it runs or
 *     has ended
 * @param place in the queue, 1 is next; while it is queued
 * @param rate most packets per second of the whole job
 * @param exclude targets that are left out at present, in target notation
 * @param schedule id of the schedule that started it; empty for none
 * @param progress counters, always those of committed blocks
 * @param running blocks that run now
 * @param problems hosts that could not be scanned and other reasons why a result is not whole; at
 *     most the first {@value #MAX_PROBLEMS}
 * @param problemsInAll number of problems
 * @param updatedAt time of the last change that was stored
 */
public record Job(
    String id,
    String name,
    String tool,
    String principal,
    ObjectNode arguments,
    List<String> targets,
    JobState state,
    String waiting,
    OptionalInt place,
    int priority,
    Optional<Instant> deadline,
    OptionalInt rate,
    List<String> exclude,
    String schedule,
    JobProgress progress,
    List<RunningBlock> running,
    List<JobProblem> problems,
    long problemsInAll,
    Instant createdAt,
    Optional<Instant> startedAt,
    Optional<Instant> finishedAt,
    Instant updatedAt) {

  public static final int MAX_PROBLEMS = 100;

  /** Blocks that a {@link #brief} job names. */
  static final int MAX_TOLD_BLOCKS = 256;

  /** Exclusions of a {@link #listed} job. */
  static final int MAX_LISTED = 256;

  public Job {
    targets = copy(targets);
    exclude = copy(exclude);
    running = copy(running);
    problems = copy(problems);
  }

  /** A list that another version omitted is empty. */
  private static <T> List<T> copy(List<T> list) {
    return list == null ? List.of() : List.copyOf(list);
  }

  /**
   * A block that a worker has.
   *
   * @param number from 0
   * @param hosts its first and last address, such as {@code 10.0.0.0-10.0.0.63}
   * @param done share of it that is done, 0 to 1
   */
  public record RunningBlock(
      long number, String hosts, String worker, double done, Instant since) {}

  /**
   * The job without what can be large: arguments, targets, exclusions, problems, and all but the
   * first {@value #MAX_TOLD_BLOCKS} blocks. Nodes send it to each other.
   */
  public Job brief() {
    return with(
        JsonNodeFactory.instance.objectNode(),
        List.of(),
        List.of(),
        running.subList(0, Math.min(running.size(), MAX_TOLD_BLOCKS)),
        List.of());
  }

  /** The job without its arguments, and with the first {@value #MAX_LISTED} exclusions. */
  public Job listed() {
    return with(
        JsonNodeFactory.instance.objectNode(),
        targets,
        exclude.subList(0, Math.min(exclude.size(), MAX_LISTED)),
        running,
        problems);
  }

  /**
   * A brief job with what it lacks.
   *
   * @param whole the same job at about the same time
   */
  public Job completed(Job whole) {
    return with(whole.arguments, whole.targets, whole.exclude, running, whole.problems);
  }

  private Job with(
      ObjectNode otherArguments,
      List<String> otherTargets,
      List<String> otherExclude,
      List<RunningBlock> blocks,
      List<JobProblem> first) {
    return new Job(
        id,
        name,
        tool,
        principal,
        otherArguments,
        otherTargets,
        state,
        waiting,
        place,
        priority,
        deadline,
        rate,
        otherExclude,
        schedule,
        progress,
        blocks,
        first,
        problemsInAll,
        createdAt,
        startedAt,
        finishedAt,
        updatedAt);
  }

  /**
   * Seconds until the job ends at the rate of the last minutes; empty if it does not run or nothing
   * is done yet.
   */
  public OptionalLong etaSeconds() {
    double left = progress.hostsTotal() - progress.hostsDone();
    return state == JobState.RUNNING && progress.hostsPerSecond() > 0
        ? OptionalLong.of((long) Math.ceil(left / progress.hostsPerSecond()))
        : OptionalLong.empty();
  }
}
