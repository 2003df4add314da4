package io.switchgear.cluster;

/** The node cannot start. The message says why, and what to do. */
public final class NodeException extends RuntimeException {

  private static final long serialVersionUID = 1L;

  NodeException(String message, Throwable cause) {
    super(message, cause);
  }
}
