package io.switchgear.scan.job;

import io.switchgear.store.StoreException;
import java.util.concurrent.CompletionException;
import java.util.concurrent.TimeoutException;

/** Why an operation of the jobs or of their schedules failed. */
public record JobFailure(Kind kind, Throwable cause) {

  /** What a caller can be told. */
  public enum Kind {
    /** A value is not allowed; the message of the cause is for the caller. */
    INVALID,
    /** The database does not answer. Nothing is half done. */
    STORE,
    /** The job does not answer. What was ordered may have been done, or may still be. */
    SILENT,
    BUG
  }

  /**
   * @param failure of a stage
   */
  public static JobFailure of(Throwable failure) {
    Throwable cause =
        failure instanceof CompletionException && failure.getCause() != null
            ? failure.getCause()
            : failure;
    return new JobFailure(
        switch (cause) {
          case IllegalArgumentException ignored -> Kind.INVALID;
          case StoreException ignored -> Kind.STORE;
          case TimeoutException ignored -> Kind.SILENT;
          default -> Kind.BUG;
        },
        cause);
  }
}
