package io.switchgear.breaker;

/**
 * The permission to run one call. It must be settled exactly once, by {@link Breaker#succeeded},
 * {@link Breaker#failed} or {@link Breaker#released}.
 *
 * @param epoch of the breaker when the call was admitted
 */
public record Permit(long epoch) {}
