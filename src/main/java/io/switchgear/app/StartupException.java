package io.switchgear.app;

/** The server cannot start here as it is. The message says why, and what to do. */
public final class StartupException extends RuntimeException {

  private static final long serialVersionUID = 1L;

  StartupException(String message, Throwable cause) {
    super(message, cause);
  }
}
