package io.switchgear.tools.process;

/** Whether this machine supports network fences. */
public sealed interface FenceSupport {

  enum Supported implements FenceSupport {
    SUPPORTED
  }

  /**
   * @param reason a sentence about what is missing
   */
  record Unsupported(String reason) implements FenceSupport {}
}
