package io.switchgear.watch.audit;

import com.fasterxml.jackson.databind.JsonNode;
import io.switchgear.store.ArgumentsDigest;

/**
 * Decides whether arguments are small enough to wait in the queue. Larger arguments are replaced by
 * their digest at once, so that a full queue does not exhaust the memory.
 */
final class LargeArguments {

  private static final int SMALL = 2_000;

  private LargeArguments() {}

  /** The digest of large arguments; empty if they are small. */
  static String digest(AuditRecord record) {
    return record
        .arguments()
        .filter(arguments -> SMALL - weight(arguments, SMALL) < 0)
        .map(arguments -> ArgumentsDigest.of(record.what(), arguments).hex())
        .orElse("");
  }

  /** Approximate size in characters. Counting stops soon after the bound. */
  private static int weight(JsonNode node, int bound) {
    if (node.isTextual()) {
      return 16 + node.textValue().length();
    }
    int weight = 16;
    for (JsonNode child : node) {
      weight += weight(child, bound - weight);
      if (weight > bound) {
        return weight;
      }
    }
    return weight;
  }
}
