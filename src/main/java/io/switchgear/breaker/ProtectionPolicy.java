package io.switchgear.breaker;

import java.time.Duration;

/**
 * All that protects one tool.
 *
 * @param callTimeout from the arrival of a call to its end, waiting included; positive
 * @param bulkhead how many at once
 */
public record ProtectionPolicy(
    Duration callTimeout, BreakerPolicy breaker, BulkheadPolicy bulkhead) {}
