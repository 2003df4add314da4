package io.switchgear.scan.job;

import io.switchgear.tool.hosts.HostFindings.Host;
import java.time.Instant;

/**
 * One host of a job: there is exactly one for each host that is done.
 *
 * @param job its id
 * @param seenAt end of the block in which it was scanned
 */
public record JobHost(String job, Host host, Instant seenAt) {}
