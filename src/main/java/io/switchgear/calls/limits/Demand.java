package io.switchgear.calls.limits;

import java.time.Duration;

/**
 * What a principal would use of a limit at this node.
 *
 * @param budget names the limit and its principal
 * @param limit of all nodes together, at least 1
 * @param wanted 1 to the limit
 * @param inUse what is in use and ends by itself only
 * @param memory time in which a used up limit is whole again; zero if it is as soon as it is free
 */
public record Demand(String budget, int limit, int wanted, int inUse, Duration memory) {}
