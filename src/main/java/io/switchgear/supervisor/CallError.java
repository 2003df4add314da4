package io.switchgear.supervisor;

import java.time.Instant;

/**
 * A call that counted as a failure.
 *
 * @param kind as in the stats' {@code failure_reasons}
 */
public record CallError(Instant at, String callId, String kind, String message) {}
