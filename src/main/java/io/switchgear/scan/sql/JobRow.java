package io.switchgear.scan.sql;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.switchgear.scan.job.JobState;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;

/**
 * A row of {@code scan_job}.
 *
 * @param ordinal order of creation
 * @param digest equal for identical jobs
 * @param definition JSON of a {@link io.switchgear.scan.plan.JobDefinition}
 * @param epoch of the current owner
 * @param exclusions in target notation
 * @param nextBlock planned blocks below it were handed out
 * @param ranMillis time for which it has run, without pauses
 * @param outcome JSON of the outcome of a job of one block
 * @param dialogue JSON of its questions and answers
 * @param queuedCall whether it is a call that waits for its tool
 */
public record JobRow(
    String id,
    long ordinal,
    String name,
    String tool,
    String principal,
    String digest,
    String schedule,
    ObjectNode definition,
    JobState state,
    String waiting,
    int priority,
    long epoch,
    List<String> exclusions,
    OptionalInt maxRate,
    Optional<Instant> deadline,
    Counters counters,
    long nextBlock,
    long ranMillis,
    Optional<ObjectNode> outcome,
    Optional<ObjectNode> dialogue,
    boolean queuedCall,
    Instant createdAt,
    Optional<Instant> startedAt,
    Optional<Instant> finishedAt,
    Instant updatedAt) {

  /** The numbers that change with each block. */
  public record Counters(
      long hostsTotal,
      long hostsDone,
      long hostsUp,
      long openPorts,
      long blocksTotal,
      long blocksDone,
      long blocksFailed,
      long problems) {}

  /** The ids are random; those with few digits in common sort by nothing. */
  static final int ID_CHARS = 32;
}
