package io.switchgear.scan.sql;

import io.switchgear.scan.job.JobProblem;
import io.switchgear.tool.hosts.HostFindings.Host;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * What a finished block changes, in one transaction.
 *
 * @param number of the block
 * @param cut whether it was cut from another block, so that its row exists
 * @param attempts runs of it so far
 * @param worker the node that ran it
 * @param excluded addresses that were left out, as CIDR blocks separated by commas
 * @param hosts each with a final result
 * @param hostsDone hosts that are finished by it; more than {@code hosts} if some have only a
 *     problem
 * @param failed whether the run ended without a whole result
 * @param again blocks to run for the rest, each as CIDR blocks separated by commas
 * @param problems with the hosts that will not be scanned
 * @param nextBlock planned blocks below it were handed out
 * @param ranMillis time for which the job has run
 * @param outcome of a job of one block, as JSON
 */
public record BlockResult(
    long number,
    boolean cut,
    int attempts,
    String worker,
    String excluded,
    List<Host> hosts,
    long hostsDone,
    boolean failed,
    List<CutBlock> again,
    List<JobProblem> problems,
    long nextBlock,
    long ranMillis,
    Optional<String> outcome) {

  public BlockResult {
    hosts = List.copyOf(hosts);
    again = List.copyOf(again);
    problems = List.copyOf(problems);
  }

  /** The same block with a problem instead of its hosts. */
  public BlockResult without(JobProblem problem) {
    List<JobProblem> all = new ArrayList<>(problems);
    if (!hosts.isEmpty()) {
      all.add(problem);
    }
    return new BlockResult(
        number,
        cut,
        attempts,
        worker,
        excluded,
        List.of(),
        hostsDone,
        true,
        again,
        all,
        nextBlock,
        ranMillis,
        Optional.empty());
  }

  /**
   * A block that is cut from another one.
   *
   * @param number at least the number of planned blocks
   * @param targets addresses and CIDR blocks, separated by commas
   * @param attempts failed runs of these addresses so far
   */
  public record CutBlock(long number, String targets, int attempts, long hosts) {}
}
