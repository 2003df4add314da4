package io.switchgear.store;

import java.util.Objects;

/** An access to the store failed. The message says where, why, and what to do. */
public final class StoreException extends RuntimeException {

  private static final long serialVersionUID = 1L;

  private final Reason reason;

  StoreException(Reason reason, String message, Throwable cause) {
    super(message, cause);
    this.reason = Objects.requireNonNull(reason);
  }

  public Reason reason() {
    return reason;
  }

  /** The kind of failure. */
  public enum Reason {
    /** The folder is in use by another process or by another store in this process. */
    IN_USE,
    /** The file is not, or no longer, a readable database. */
    DAMAGED,
    /** A newer version of this program wrote it. */
    NEWER_VERSION,
    /** The folder or file cannot be created, read or written. */
    NO_ACCESS,
    /** Opening, reading or writing failed; trying again may help. */
    FAILED,
    /** The disk did not respond in time; the operation may still complete. */
    TOO_SLOW
  }
}
