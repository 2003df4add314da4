package io.switchgear.breaker;

/** The breaker and the plain model differ. */
final class Disagreement extends RuntimeException {

  private static final long serialVersionUID = 1L;

  Disagreement(String message) {
    super(message);
  }
}
