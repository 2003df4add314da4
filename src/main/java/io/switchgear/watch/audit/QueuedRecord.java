package io.switchgear.watch.audit;

import io.switchgear.store.ArgumentsDigest;
import java.util.Optional;

/**
 * A record that waits to be written.
 *
 * @param millis since the epoch
 * @param digest of its arguments, if it is already known; otherwise empty
 * @param targets number of targets before they were cut
 * @param count number of identical records that this one stands for
 */
record QueuedRecord(long millis, AuditRecord record, String digest, int targets, long count) {

  /** One record; long lists and large arguments are cut to what is written. */
  static QueuedRecord of(long millis, AuditRecord record) {
    String digest = LargeArguments.digest(record);
    int targets = record.targets().size();
    if (digest.isEmpty() && targets <= AuditRecord.MAX_TARGETS) {
      return new QueuedRecord(millis, record, digest, targets, 1);
    }
    AuditRecord trimmed = record.trimmed(digest.isEmpty() ? record.arguments() : Optional.empty());
    return new QueuedRecord(millis, trimmed, digest, targets, 1);
  }

  /** One record for several identical ones. */
  static QueuedRecord counted(long millis, AuditRecord record, long count) {
    return new QueuedRecord(millis, record, "", record.targets().size(), count);
  }

  /** Empty if there are no arguments. */
  String argumentsDigest() {
    return digest.isEmpty()
        ? record.arguments().map(a -> ArgumentsDigest.of(record.what(), a).hex()).orElse("")
        : digest;
  }
}
