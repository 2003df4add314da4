package io.switchgear.watch.audit;

import io.switchgear.store.ArgumentsDigest;
import java.util.Optional;

/**
 * A record as it waits to be written.
 *
 * @param millis since the epoch
 * @param digest of its arguments, if it was made already
 * @param targets how many there were
 * @param count how many it stands for
 */
record Noted(long millis, AuditRecord record, String digest, int targets, long count) {

  /** Stands for itself; of what is big it keeps what will be written. */
  static Noted of(long millis, AuditRecord record) {
    String digest = BigArguments.digest(record);
    int targets = record.targets().size();
    if (digest.isEmpty() && targets <= AuditRecord.MAX_TARGETS) {
      return new Noted(millis, record, digest, targets, 1);
    }
    AuditRecord trimmed = record.trimmed(digest.isEmpty() ? record.arguments() : Optional.empty());
    return new Noted(millis, trimmed, digest, targets, 1);
  }

  /** Stands for as many. */
  static Noted counted(long millis, AuditRecord record, long count) {
    return new Noted(millis, record, "", record.targets().size(), count);
  }

  /** Empty if there are no arguments. */
  String argumentsDigest() {
    return digest.isEmpty()
        ? record.arguments().map(a -> ArgumentsDigest.of(record.what(), a).hex()).orElse("")
        : digest;
  }
}
