package io.switchgear.config;

/** A value cannot be read as the required type. */
final class BadValue extends IllegalArgumentException {

  private static final long serialVersionUID = 1L;

  private final String allowed;

  /**
   * @param message what is required; does not show the value
   */
  BadValue(String message) {
    this(message, "");
  }

  /**
   * @param allowed as of {@link ComponentProblem}
   */
  BadValue(String message, String allowed) {
    super(message);
    this.allowed = allowed;
  }

  String allowed() {
    return allowed;
  }
}
