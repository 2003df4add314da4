package io.switchgear.scan.job;

import io.switchgear.tool.hosts.HostFindings.Host;
import java.time.Instant;

/**
 * A host over all jobs that its reader may see, with the newest result that covers what was asked.
 *
 * @param host as that result has it
 * @param job of that result
 * @param jobs number of jobs that scanned it
 * @param firstSeen in any of them
 * @param lastSeen time of that result
 */
public record InventoryHost(
    Host host, String job, long jobs, Instant firstSeen, Instant lastSeen) {}
