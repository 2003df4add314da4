package io.switchgear.calls;

import io.switchgear.tool.PlanFilter;
import io.switchgear.tool.PlanFilter.Passage;
import io.switchgear.tool.PlanFilter.Passage.Let;
import io.switchgear.tool.PlanFilter.Passage.Turned;
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
          case Turned turned -> turned;
          case Let let -> then(let, second, call, plan);
        };
  }

  private static Passage then(Let first, PlanFilter second, ToolCall call, ToolPlan plan) {
    return switch (second.pass(call, plan)) {
      case Turned turned -> {
        first.ended().accept(turned.refusal());
        yield turned;
      }
      case Let let -> new Let(first.ended().andThen(let.ended()));
    };
  }
}
