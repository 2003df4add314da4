package io.switchgear.supervisor;

import io.switchgear.breaker.BreakerState;
import io.switchgear.breaker.Cause;
import java.time.Duration;

/**
 * A tool's breaker at one moment, read without disturbing its actor.
 *
 * @param epoch number of transitions so far
 * @param cause why it is in that state
 * @param failureCount failures in a row that count towards opening; 0 unless closed
 * @param retryAfter when asking again makes sense; zero while closed
 * @param running calls under way
 * @param waiting calls that wait for room
 * @param draining no call is let in any more, because the server goes down
 */
public record BreakerSnapshot(
    String name,
    BreakerState state,
    long epoch,
    Cause cause,
    int failureCount,
    Duration retryAfter,
    int running,
    int waiting,
    boolean draining) {}
