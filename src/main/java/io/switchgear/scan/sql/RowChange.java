package io.switchgear.scan.sql;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.switchgear.scan.job.JobProblem;
import io.switchgear.scan.job.JobState;
import io.switchgear.scan.sql.BlockResult.CutBlock;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;

/**
 * What an owner changes in its job besides results. {@link #of} changes nothing.
 *
 * @param ended present when the job has ended
 * @param problems further ones
 * @param added further blocks
 * @param leftOutTaken whether the addresses that were left out so far are in {@code added}
 */
public record RowChange(
    JobState state,
    String waiting,
    int priority,
    List<String> exclusions,
    OptionalInt maxRate,
    long hostsTotal,
    long ranMillis,
    Optional<String> dialogue,
    Optional<Instant> started,
    Optional<Instant> ended,
    List<JobProblem> problems,
    List<CutBlock> added,
    boolean leftOutTaken) {

  public static RowChange of(JobRow row) {
    return new RowChange(
        row.state(),
        row.waiting(),
        row.priority(),
        row.exclusions(),
        row.maxRate(),
        row.counters().hostsTotal(),
        row.ranMillis(),
        row.dialogue().map(ObjectNode::toString),
        row.startedAt(),
        row.finishedAt(),
        List.of(),
        List.of(),
        false);
  }

  public RowChange state(JobState other) {
    return new RowChange(
        other,
        other == JobState.RUNNING ? waiting : "",
        priority,
        exclusions,
        maxRate,
        hostsTotal,
        ranMillis,
        dialogue,
        started,
        ended,
        problems,
        added,
        leftOutTaken);
  }

  public RowChange waiting(String reason) {
    return new RowChange(
        state,
        reason,
        priority,
        exclusions,
        maxRate,
        hostsTotal,
        ranMillis,
        dialogue,
        started,
        ended,
        problems,
        added,
        leftOutTaken);
  }

  /** Other limits. */
  public RowChange limits(int newPriority, List<String> exclude, OptionalInt rate, long hosts) {
    return new RowChange(
        state,
        waiting,
        newPriority,
        exclude,
        rate,
        hosts,
        ranMillis,
        dialogue,
        started,
        ended,
        problems,
        added,
        leftOutTaken);
  }

  public RowChange hosts(long total) {
    return limits(priority, exclusions, maxRate, total);
  }

  public RowChange ran(long millis) {
    return new RowChange(
        state,
        waiting,
        priority,
        exclusions,
        maxRate,
        hostsTotal,
        millis,
        dialogue,
        started,
        ended,
        problems,
        added,
        leftOutTaken);
  }

  public RowChange started(Instant at) {
    return new RowChange(
        state,
        waiting,
        priority,
        exclusions,
        maxRate,
        hostsTotal,
        ranMillis,
        dialogue,
        started.or(() -> Optional.of(at)),
        ended,
        problems,
        added,
        leftOutTaken);
  }

  /** The job has ended. */
  public RowChange ended(JobState last, Instant at, List<JobProblem> further) {
    return new RowChange(
        last,
        "",
        priority,
        exclusions,
        maxRate,
        hostsTotal,
        ranMillis,
        dialogue,
        started,
        Optional.of(at),
        further,
        added,
        leftOutTaken);
  }

  public RowChange dialogue(Optional<String> json) {
    return new RowChange(
        state,
        waiting,
        priority,
        exclusions,
        maxRate,
        hostsTotal,
        ranMillis,
        json,
        started,
        ended,
        problems,
        added,
        leftOutTaken);
  }

  /** Blocks of the addresses that were left out so far. */
  public RowChange leftOutTaken(List<CutBlock> blocks) {
    return new RowChange(
        state,
        waiting,
        priority,
        exclusions,
        maxRate,
        hostsTotal,
        ranMillis,
        dialogue,
        started,
        ended,
        problems,
        blocks,
        true);
  }
}
