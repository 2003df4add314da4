package io.switchgear.watch.audit;

import com.fasterxml.jackson.databind.JsonNode;
import io.switchgear.store.ArgumentsDigest;

/**
 * Finds out whether arguments are small enough to wait in the queue. The digest of others is made
 * at once, so that a queue full of them does not fill the memory.
 */
final class BigArguments {

  private static final int SMALL = 2_000;

  private BigArguments() {}

  /** Of the arguments, if they are big; else empty. */
  static String digest(AuditRecord record) {
    return record
        .arguments()
        .filter(arguments -> SMALL - weight(arguments, SMALL) < 0)
        .map(arguments -> ArgumentsDigest.of(record.what(), arguments).hex())
        .orElse("");
  }

  /** Roughly in characters; stops counting soon after the bound. */
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
