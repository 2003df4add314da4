package io.switchgear.breaker.supervision;

/**
 * A supervisor has shut down: it admits no call and none is left.
 *
 * @param name of the breaker
 */
public record Drained(String name) {}
