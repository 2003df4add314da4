package io.switchgear.breaker.supervision;

import io.switchgear.breaker.Rejection;
import java.time.Duration;

/** The outcomes of the tests' calls. */
sealed interface TestOutcome {

  record Success(String found) implements TestOutcome {}

  /**
   * @param kind {@code target_unreachable} says nothing about what is protected
   */
  record Failed(String kind, String message) implements TestOutcome {}

  record TimedOut(Duration limit, String partial) implements TestOutcome {}

  record Cancelled(String partial) implements TestOutcome {}

  record Rejected(Rejection rejection) implements TestOutcome {

    Rejection.Kind kind() {
      return rejection.kind();
    }

    String by() {
      return rejection.breaker();
    }

    String message() {
      return rejection.message();
    }

    Duration retryAfter() {
      return rejection.retryAfter();
    }
  }
}
