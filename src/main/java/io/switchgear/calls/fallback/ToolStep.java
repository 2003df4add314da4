package io.switchgear.calls.fallback;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.switchgear.calls.fallback.FallbackStep.Result.Answered;
import io.switchgear.calls.fallback.FallbackStep.Result.Ended;
import io.switchgear.calls.fallback.FallbackStep.Result.Passed;
import io.switchgear.config.FallbackSettings.OtherTool;
import io.switchgear.tool.Fallback;
import io.switchgear.tool.ToolCall;
import io.switchgear.tool.ToolDescriptor;
import io.switchgear.tool.ToolOutcome;
import io.switchgear.tool.ToolOutput;
import io.switchgear.tool.ToolRun;
import io.switchgear.tool.UntrustedText;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Function;

/**
 * Calls another tool, with the arguments that it knows and that the operator listed. What the
 * caller excluded stays excluded. The call is planned, checked and protected like any other of that
 * tool.
 *
 * @param promised output schema of the tool that the caller called
 * @param tools finds a tool by its name
 */
record ToolStep(
    OtherTool other, OutputConformance promised, Function<String, Optional<ToolDescriptor>> tools)
    implements FallbackStep {

  private static final int NAME_CHARS = 64;

  /** Without these the other tool would touch targets that the caller excluded. */
  private static final Set<String> NEVER_DROPPED = Set.of("exclude");

  @Override
  public String name() {
    return "tool " + other.name();
  }

  @Override
  public CompletionStage<Result> attempt(Attempt attempt) {
    ToolDescriptor descriptor = tools.apply(other.name()).orElseThrow();
    ObjectNode carried = JsonNodeFactory.instance.objectNode();
    List<String> dropped = new ArrayList<>();
    attempt
        .call()
        .arguments()
        .properties()
        .forEach(
            argument -> {
              String name = argument.getKey();
              if ((other.arguments().contains(name) || NEVER_DROPPED.contains(name))
                  && descriptor.inputSchema().path("properties").has(name)) {
                carried.set(name, argument.getValue());
              } else {
                dropped.add(UntrustedText.line(name, NAME_CHARS));
              }
            });
    Optional<String> needed = dropped.stream().filter(NEVER_DROPPED::contains).findFirst();
    if (needed.isPresent()) {
      return CompletableFuture.completedFuture(
          new Passed(
              "'%s' has no argument '%s', which the call needs"
                  .formatted(other.name(), needed.get())));
    }
    ToolCall call =
        new ToolCall(
            attempt.call().id() + "." + other.name(),
            other.name(),
            carried,
            attempt.call().caller(),
            attempt.call().remaining(),
            attempt.call().dialogue().unanswered(),
            attempt.call().trace());
    ToolRun run = attempt.next().call(call, attempt.progress());
    attempt.running().accept(run);
    return run.outcome().thenApply(outcome -> result(attempt, outcome, dropped));
  }

  private Result result(Attempt attempt, ToolOutcome outcome, List<String> dropped) {
    return switch (outcome) {
      case ToolOutcome.Success success -> answered(attempt, success.output(), dropped);
      case ToolOutcome.Cancelled ended -> new Ended(ended);
      case ToolOutcome.Failed failed -> new Passed(failed.message());
      case ToolOutcome.TimedOut late -> new Passed(late.message());
      case ToolOutcome.Rejected rejected -> new Passed(rejected.message());
      case ToolOutcome.InvalidInput invalid -> new Passed(invalid.message());
      case ToolOutcome.OutOfScope outside -> new Passed(outside.message());
    };
  }

  private Answered answered(Attempt attempt, ToolOutput output, List<String> dropped) {
    String without =
        dropped.isEmpty() ? "" : ", without the arguments " + String.join(", ", dropped);
    String sentence =
        "This is the answer of another tool: '%s' ran in place of '%s'%s."
            .formatted(other.name(), attempt.call().tool(), without);
    ToolOutput fitting =
        new ToolOutput(
            output.content(), output.structured().filter(json -> promised.problem(json).isEmpty()));
    return new Answered(
        OutcomeText.told(
            sentence,
            fitting,
            new Fallback.Substituted(
                attempt.reason(), attempt.retryAfter(), other.name(), dropped)));
  }
}
