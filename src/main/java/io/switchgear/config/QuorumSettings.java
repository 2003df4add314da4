package io.switchgear.config;

import java.time.Duration;

/**
 * Whether the nodes of a cluster decide about a tool's breakers together. The nodes need the same
 * values.
 *
 * @param enabled whether they do
 * @param minCalls counted calls since its breaker last closed from which on a node has a vote; 1 to
 *     10,000
 * @param share of the nodes that may be out by their own opening alone, 0 to 1; one node may always
 *     be
 * @param settle time for which a breaker must have been open before it takes its node out; 100 ms
 *     to 1 m
 */
public record QuorumSettings(boolean enabled, int minCalls, double share, Duration settle) {

  public QuorumSettings {
    new Check()
        .range("minCalls", minCalls, 1, 10_000)
        .range("share", share, 0.0, 1.0)
        .range("settle", settle, Duration.ofMillis(100), Duration.ofMinutes(1))
        .done();
  }
}
