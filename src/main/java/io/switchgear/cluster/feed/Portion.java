package io.switchgear.cluster.feed;

import java.time.Instant;
import java.util.List;

/**
 * A part of a run's stream.
 *
 * @param after the sequence that it continues from
 * @param upTo the sequence that it reaches; what is missing in between is not kept by the sender
 * @param items in the order of their sequences, all above {@code after} and at most {@code upTo}
 */
public record Portion(NodeRun run, long after, long upTo, List<Item> items) {

  public Portion {
    items = List.copyOf(items);
  }

  /**
   * A record of the stream.
   *
   * @param sequence in its run, from 1
   * @param at by the clock of its node
   * @param kind a name
   * @param facts a JSON object
   */
  public record Item(long sequence, Instant at, String kind, String facts) {}
}
