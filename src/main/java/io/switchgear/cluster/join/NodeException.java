package io.switchgear.cluster.join;

/** The node cannot start. The message says why, and what to do. */
public final class NodeException extends RuntimeException {

  private static final long serialVersionUID = 1L;

  public NodeException(String message) {
    super(message);
  }

  public NodeException(String message, Throwable cause) {
    super(message, cause);
  }
}
