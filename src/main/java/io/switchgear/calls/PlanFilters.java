package io.switchgear.calls;

import io.switchgear.tool.PlanFilter;
import io.switchgear.tool.PlanFilter.FilterResult;
import io.switchgear.tool.PlanFilter.FilterResult.Passed;
import io.switchgear.tool.PlanFilter.FilterResult.Refused;
import io.switchgear.tool.ToolCall;
import io.switchgear.tool.ToolPlan;
import java.util.List;

/** Several plan filters as one: a plan passes if it passes them all, in their order. */
final class PlanFilters {

  private PlanFilters() {}

  static PlanFilter all(List<PlanFilter> filters) {
    return filters.stream().reduce(PlanFilters::both).orElse(PlanFilter.NONE);
  }

  private static PlanFilter both(PlanFilter first, PlanFilter second) {
    return (call, plan) ->
        switch (first.pass(call, plan)) {
          case Refused refused -> refused;
          case Passed passed -> then(passed, second, call, plan);
        };
  }

  private static FilterResult then(Passed first, PlanFilter second, ToolCall call, ToolPlan plan) {
    return switch (second.pass(call, plan)) {
      case Refused refused -> {
        first.ended().accept(refused.refusal());
        yield refused;
      }
      case Passed passed -> new Passed(first.ended().andThen(passed.ended()));
    };
  }
}
