package io.switchgear.breaker;

/**
 * Leave to run one call. It must be settled exactly once, by {@link Breaker#succeeded}, {@link
 * Breaker#failed} or {@link Breaker#released}.
 *
 * @param epoch of the breaker when the call was let in
 */
public record Permit(long epoch) {}
