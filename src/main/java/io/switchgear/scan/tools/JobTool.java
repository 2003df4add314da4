package io.switchgear.scan.tools;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.switchgear.scan.job.JobFailure;
import io.switchgear.tool.Availability;
import io.switchgear.tool.Deadline;
import io.switchgear.tool.Planning;
import io.switchgear.tool.Progress;
import io.switchgear.tool.Tool;
import io.switchgear.tool.ToolCall;
import io.switchgear.tool.ToolDescriptor;
import io.switchgear.tool.ToolDescriptor.Hints;
import io.switchgear.tool.ToolOutcome;
import io.switchgear.tool.ToolOutcome.Cancelled;
import io.switchgear.tool.ToolOutcome.Failed;
import io.switchgear.tool.ToolOutcome.Fault;
import io.switchgear.tool.ToolOutcome.InvalidInput;
import io.switchgear.tool.ToolOutcome.TimedOut;
import io.switchgear.tool.ToolOutput;
import io.switchgear.tool.ToolPlan;
import io.switchgear.tool.ToolRun;
import io.switchgear.tool.arguments.InputSchema;
import io.switchgear.tool.arguments.InputSchema.Reading;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.BooleanSupplier;

/** A tool that asks the jobs and answers at once. It sends nothing to targets itself. */
final class JobTool implements Tool {

  /** What the tool does. */
  @FunctionalInterface
  interface Work {

    /**
     * @param call with its arguments as the schema reads them
     * @param over whether nobody waits for the answer any more
     * @return fails as {@link JobFailure} tells apart
     */
    CompletionStage<ToolOutcome> answer(ToolCall call, BooleanSupplier over);
  }

  /** What the schema cannot express. */
  @FunctionalInterface
  interface Rule {

    /** What is wrong with arguments that fit the schema, and what is allowed. */
    Optional<String> problem(ObjectNode arguments);
  }

  private static final String LATE =
      "The jobs did not answer in time. Jobs go on by themselves; ask again in a moment.";

  private final ToolDescriptor descriptor;
  private final InputSchema schema;
  private final Rule rule;
  private final Work work;

  JobTool(ToolDescriptor descriptor, Rule rule, Work work) {
    this.descriptor = descriptor;
    this.schema = InputSchema.of(descriptor);
    this.rule = rule;
    this.work = work;
  }

  /**
   * A descriptor without an output schema, which would take most of the room that clients give to
   * the descriptions.
   */
  static ToolDescriptor descriptor(
      String name, String title, String description, String schema, Hints hints) {
    try {
      return new ToolDescriptor(
          name,
          title,
          description,
          (ObjectNode) new ObjectMapper().readTree(schema),
          Optional.empty(),
          hints);
    } catch (JsonProcessingException e) {
      throw new AssertionError("the schema is JSON", e);
    }
  }

  @Override
  public ToolDescriptor descriptor() {
    return descriptor;
  }

  @Override
  public Availability availability() {
    return new Availability.Available("built in", "");
  }

  @Override
  public boolean isPrompt() {
    return true;
  }

  @Override
  public Optional<ToolOutcome> check(ToolCall call) {
    return switch (read(call)) {
      case Planning.Planned ignored -> Optional.empty();
      case Planning.Refused refused -> Optional.of(refused.outcome());
    };
  }

  @Override
  public CompletionStage<Planning> plan(ToolCall call) {
    return CompletableFuture.completedFuture(read(call));
  }

  @Override
  public CompletionStage<Planning> planJob(ToolCall call, long maxHosts) {
    return CompletableFuture.completedFuture(new Planning.Refused(noScanner()));
  }

  @Override
  public Optional<ToolOutcome> checkJob(ToolCall call, long maxHosts) {
    return noJob();
  }

  @Override
  public Optional<ToolOutcome> noJob() {
    return Optional.of(noScanner());
  }

  private ToolOutcome noScanner() {
    return new InvalidInput(
        "tool: '%s' does not scan; call it directly. A job runs a scanner, such as port_scan."
            .formatted(descriptor.name()));
  }

  private Planning read(ToolCall call) {
    return switch (schema.read(call.arguments())) {
      case Reading.Invalid invalid -> new Planning.Refused(new InvalidInput(invalid.message()));
      case Reading.Valid valid ->
          rule.problem(valid.arguments())
              .<Planning>map(problem -> new Planning.Refused(new InvalidInput(problem)))
              .orElseGet(() -> new Planning.Planned(ToolPlan.of(call.with(valid.arguments()))));
    };
  }

  @Override
  public ToolRun run(ToolPlan plan, Deadline deadline, Progress progress) {
    progress.report(0, 1, "asking the jobs");
    CompletableFuture<ToolOutcome> outcome = new CompletableFuture<>();
    work.answer(plan.call(), outcome::isDone)
        .whenComplete(
            (answer, failed) -> {
              if (failed == null) {
                outcome.complete(answer);
              } else {
                failed(failed)
                    .ifPresentOrElse(
                        outcome::complete, () -> outcome.completeExceptionally(failed));
              }
            });
    return new Asked(outcome, deadline.remaining());
  }

  private static Optional<ToolOutcome> failed(Throwable failed) {
    JobFailure failure = JobFailure.of(failed);
    return switch (failure.kind()) {
      case INVALID -> Optional.of(new InvalidInput(failure.cause().getMessage()));
      case STORE ->
          Optional.of(
              new Failed(
                  Fault.EXECUTION_FAILED,
                  "The database of the jobs does not answer, so this call did nothing. Jobs go on"
                      + " by themselves when it does. Ask again in a minute; if it stays, tell the"
                      + " operator: "
                      + failure.cause().getMessage()));
      case SILENT ->
          Optional.of(
              new Failed(
                  Fault.EXECUTION_FAILED,
                  "The node that has the job does not answer, so it is unknown whether this was"
                      + " done. Another node takes the job over within half a minute. Look at it"
                      + " with scan_get then, and ask again if it was not done."));
      case BUG -> Optional.empty();
    };
  }

  /** A question to the jobs. Stopping it gives up the answer; what was ordered stays ordered. */
  private record Asked(CompletableFuture<ToolOutcome> outcome, Duration limit) implements ToolRun {

    @Override
    public void stop(StopReason reason) {
      outcome.complete(
          switch (reason) {
            case DEADLINE -> new TimedOut(limit, LATE, ToolOutput.NONE);
            case CANCELLED, SHUTDOWN -> new Cancelled(LATE, ToolOutput.NONE);
          });
    }
  }
}
