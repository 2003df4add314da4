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
 * What an owner changes in its job apart from results. It is built like a {@link StringBuilder}:
 * {@link #of} changes nothing, and each method adds a change and returns the same object.
 */
public final class RowChange {

  private JobState state;
  private String waiting;
  private int priority;
  private List<String> exclusions;
  private OptionalInt maxRate;
  private long hostsTotal;
  private long ranMillis;
  private Optional<String> dialogue;
  private Optional<Instant> started;
  private Optional<Instant> ended;
  private List<JobProblem> problems = List.of();
  private List<CutBlock> added = List.of();
  private boolean leftOutTaken;

  private RowChange(JobRow row) {
    state = row.state();
    waiting = row.waiting();
    priority = row.priority();
    exclusions = row.exclusions();
    maxRate = row.maxRate();
    hostsTotal = row.counters().hostsTotal();
    ranMillis = row.ranMillis();
    dialogue = row.dialogue().map(ObjectNode::toString);
    started = row.startedAt();
    ended = row.finishedAt();
  }

  public static RowChange of(JobRow row) {
    return new RowChange(row);
  }

  public RowChange state(JobState other) {
    state = other;
    if (other != JobState.RUNNING) {
      waiting = "";
    }
    return this;
  }

  public RowChange waiting(String reason) {
    waiting = reason;
    return this;
  }

  /** Other limits. */
  public RowChange limits(int newPriority, List<String> exclude, OptionalInt rate, long hosts) {
    priority = newPriority;
    exclusions = exclude;
    maxRate = rate;
    hostsTotal = hosts;
    return this;
  }

  public RowChange hosts(long total) {
    hostsTotal = total;
    return this;
  }

  public RowChange ran(long millis) {
    ranMillis = millis;
    return this;
  }

  public RowChange started(Instant at) {
    started = started.or(() -> Optional.of(at));
    return this;
  }

  /**
   * The job has ended.
   *
   * @param further problems
   */
  public RowChange ended(JobState last, Instant at, List<JobProblem> further) {
    state = last;
    waiting = "";
    ended = Optional.of(at);
    problems = further;
    return this;
  }

  public RowChange dialogue(Optional<String> json) {
    dialogue = json;
    return this;
  }

  /** Blocks of the addresses that were left out so far. */
  public RowChange leftOutTaken(List<CutBlock> blocks) {
    added = blocks;
    leftOutTaken = true;
    return this;
  }

  JobState state() {
    return state;
  }

  String waiting() {
    return waiting;
  }

  int priority() {
    return priority;
  }

  List<String> exclusions() {
    return exclusions;
  }

  OptionalInt maxRate() {
    return maxRate;
  }

  long hostsTotal() {
    return hostsTotal;
  }

  long ranMillis() {
    return ranMillis;
  }

  Optional<String> dialogue() {
    return dialogue;
  }

  Optional<Instant> started() {
    return started;
  }

  Optional<Instant> ended() {
    return ended;
  }

  List<JobProblem> problems() {
    return problems;
  }

  List<CutBlock> added() {
    return added;
  }

  boolean leftOutTaken() {
    return leftOutTaken;
  }
}
