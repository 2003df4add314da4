package io.switchgear.app.runtime;

/** The server cannot start. The message says why, and what to do. */
public final class StartupException extends RuntimeException {

  private static final long serialVersionUID = 1L;

  public StartupException(String message, Throwable cause) {
    super(message, cause);
  }
}
