package io.switchgear.tool;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.Objects;
import java.util.Optional;

/**
 * A checked call with its targets. It is data: it can be stored, sent to another node, split by
 * hosts and run later. A tool derives everything that it runs from its plan, under the rules in
 * effect at that time.
 *
 * @param call with the arguments as the input schema read them; its dialogue contains the user's
 *     consent
 * @param targets {@link PinnedTargets#NONE} for tools without target addresses
 */
public record ToolPlan(ToolCall call, PinnedTargets targets, CostEstimate cost)
    implements CborSerializable {

  private static final String SELF_TEST = "self-test";

  public ToolPlan {
    Objects.requireNonNull(call);
    targets = Objects.requireNonNullElse(targets, PinnedTargets.NONE);
    cost = Objects.requireNonNullElse(cost, CostEstimate.NONE);
  }

  /** The plan of a tool without target addresses. */
  public static ToolPlan of(ToolCall call) {
    return new ToolPlan(call, PinnedTargets.NONE, CostEstimate.NONE);
  }

  /** The plan of a tool's self-test, which the server runs for itself. */
  public static ToolPlan selfTest(String tool, ObjectNode arguments, PinnedTargets targets) {
    return new ToolPlan(
        new ToolCall(SELF_TEST, tool, arguments, Caller.LOCAL),
        targets,
        new CostEstimate(targets.hosts(), 1, 1));
  }

  /** Whether {@link #selfTest} created it. */
  public boolean isSelfTest() {
    return call.id().equals(SELF_TEST);
  }

  public String tool() {
    return call.tool();
  }

  public ObjectNode arguments() {
    return call.arguments();
  }

  public Caller caller() {
    return call.caller();
  }

  public Optional<TraceContext> trace() {
    return call.trace();
  }

  /** The same plan for a call that differs in its id or its caller only. */
  public ToolPlan forCall(ToolCall other) {
    return new ToolPlan(other, targets, cost);
  }

  /** The same plan on behalf of a caller with other permissions. */
  public ToolPlan by(Caller other) {
    return new ToolPlan(call.by(other), targets, cost);
  }

  /** The same plan for other targets, with its cost in proportion. */
  public ToolPlan with(PinnedTargets others) {
    return new ToolPlan(call, others, cost.of(others.hosts()));
  }

  /** The same plan with other arguments. */
  public ToolPlan withArguments(ObjectNode others) {
    return new ToolPlan(call.with(others), targets, cost);
  }
}
