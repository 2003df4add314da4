package io.switchgear.scan.job;

/**
 * The counters of a job. They change together with the results that they count.
 *
 * @param hostsTotal hosts to scan, without the excluded ones
 * @param hostsDone hosts with a committed result, including those that could not be scanned
 * @param hostsUp hosts that answered
 * @param openPorts open ports of all hosts
 * @param blocksTotal grows when a block is cut again because a part of it failed
 * @param blocksFailed runs of blocks that ended without a whole result
 * @param hostsPerSecond while it ran; 0 before the first result
 */
public record JobProgress(
    long hostsTotal,
    long hostsDone,
    long hostsUp,
    long openPorts,
    long blocksTotal,
    long blocksDone,
    long blocksFailed,
    double hostsPerSecond) {

  public static final JobProgress NONE = new JobProgress(0, 0, 0, 0, 0, 0, 0, 0);
}
