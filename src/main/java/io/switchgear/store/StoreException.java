package io.switchgear.store;

import java.util.Objects;

/** The store cannot do its work. The message says where, why, and what to do next. */
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

  /** What kind of trouble. */
  public enum Reason {
    /** Another process, or another part of this one, has the folder open. */
    IN_USE,
    /** The file is there and is not, or no longer, a database that can be read. */
    DAMAGED,
    /** A newer version of this program wrote it. */
    NEWER_VERSION,
    /** The folder or file cannot be created, read or written. */
    NO_ACCESS,
    /** Opening, reading or writing failed; trying again may help. */
    FAILED,
    /** The disk did not answer in time; what was asked may still be done. */
    TOO_SLOW
  }
}
