package io.switchgear.scan.job;

import java.time.Instant;

/**
 * A reason why a job's result is not whole.
 *
 * @param kind stable name, such as {@code timed_out}, {@code crashed}, {@code out_of_scope}, {@code
 *     cancelled}, {@code deadline}, {@code local_failure}
 * @param hosts the number of hosts that it concerns; 0 if it concerns no host
 * @param targets their addresses as ranges, such as {@code 10.0.0.2-10.0.0.9,10.0.1.1}
 * @param message what was wrong and what to do
 */
public record JobProblem(String kind, long hosts, String targets, String message, Instant at) {}
