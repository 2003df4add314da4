package io.switchgear.tools.process;

/** Whether this machine can fence processes. */
public sealed interface FenceSupport {

  enum Supported implements FenceSupport {
    SUPPORTED
  }

  /**
   * @param reason what is missing, one sentence
   */
  record Unsupported(String reason) implements FenceSupport {}
}
