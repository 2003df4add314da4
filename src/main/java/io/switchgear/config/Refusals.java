package io.switchgear.config;

import io.switchgear.breaker.PolicyException;
import io.switchgear.scope.ScopePolicyException;
import java.time.Duration;
import java.util.List;

/**
 * Maps exceptions of record constructors to component problems. Rooms that know no configuration
 * have their own exception, which names the component too.
 */
final class Refusals {

  private Refusals() {}

  /** The invalid components. The name is empty if the problem concerns the whole record. */
  static List<ComponentProblem> of(IllegalArgumentException refused) {
    return switch (refused) {
      case ComponentException settings -> settings.problems();
      case PolicyException policy -> {
        String allowed = shown(policy.min()) + " to " + shown(policy.max());
        yield List.of(
            new ComponentProblem(
                policy.component(), shown(policy.value()), "allowed is " + allowed, allowed));
      }
      case ScopePolicyException scope ->
          List.of(
              new ComponentProblem(
                  scope.component(), scope.entry(), scope.problem(), scope.allowed()));
      default -> List.of(new ComponentProblem("", "", refused.getMessage(), ""));
    };
  }

  private static String shown(Object value) {
    return value instanceof Duration duration ? Check.shown(duration) : value.toString();
  }
}
