package io.switchgear.scan.job;

import io.switchgear.tool.hosts.HostFindings.Host;
import java.time.Instant;

/**
 * A host over all jobs that its reader may see.
 *
 * @param host as it was found last
 * @param job in which it was found last
 * @param jobs number of jobs that scanned it
 */
public record InventoryHost(
    Host host, String job, long jobs, Instant firstSeen, Instant lastSeen) {}
