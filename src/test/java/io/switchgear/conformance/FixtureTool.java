package io.switchgear.conformance;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.switchgear.tool.Availability;
import io.switchgear.tool.Content;
import io.switchgear.tool.Deadline;
import io.switchgear.tool.Planning;
import io.switchgear.tool.Progress;
import io.switchgear.tool.Tool;
import io.switchgear.tool.ToolCall;
import io.switchgear.tool.ToolDescriptor;
import io.switchgear.tool.ToolDescriptor.Hints;
import io.switchgear.tool.ToolDescriptor.TaskUse;
import io.switchgear.tool.ToolOutcome;
import io.switchgear.tool.ToolOutput;
import io.switchgear.tool.ToolPlan;
import io.switchgear.tool.ToolRun;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.BiFunction;
import java.util.function.Function;

/** A tool that is made from a lambda. */
final class FixtureTool implements Tool {

  static final String NOTHING = "{'type':'object','additionalProperties':false}";

  private static final ObjectMapper MAPPER = new ObjectMapper();

  private final ToolDescriptor descriptor;
  private final Function<ToolCall, Optional<Planning>> questions;
  private final BiFunction<ToolPlan, Progress, ToolRun> running;
  private final boolean prompt;

  private FixtureTool(
      ToolDescriptor descriptor,
      Function<ToolCall, Optional<Planning>> questions,
      BiFunction<ToolPlan, Progress, ToolRun> running,
      boolean prompt) {
    this.descriptor = descriptor;
    this.questions = questions;
    this.running = running;
    this.prompt = prompt;
  }

  private static ToolDescriptor describe(String name, String schema) {
    return describe(name, schema, TaskUse.NEVER);
  }

  private static ToolDescriptor describe(String name, String schema, TaskUse use) {
    return new ToolDescriptor(
        name,
        name.replace('_', ' '),
        "Fixture of the conformance suite: " + name.replace('_', ' ') + ".",
        json(schema),
        Optional.empty(),
        new Hints(true, false, false, false),
        use);
  }

  /** A tool whose calls may run as tasks. */
  static Tool task(
      String name,
      String schema,
      TaskUse use,
      Function<ToolCall, Planning> planning,
      Function<ToolPlan, ToolRun> running) {
    return new FixtureTool(
        describe(name, schema, use),
        planning.andThen(Optional::of),
        (plan, progress) -> running.apply(plan),
        false);
  }

  /**
   * A tool that asks its client, and then answers at once.
   *
   * @param schema of the arguments, in single quotes
   * @param questions the open questions; if empty, the tool answers
   */
  static Tool asking(
      String name,
      String schema,
      Function<ToolCall, Optional<Planning>> questions,
      Function<ToolPlan, String> answer) {
    return new FixtureTool(
        describe(name, schema),
        questions,
        (plan, progress) -> ToolRun.completed(success(new Content.Text(answer.apply(plan)))),
        true);
  }

  /** A tool that answers later. */
  static Tool working(String name, String schema, BiFunction<ToolPlan, Progress, ToolRun> running) {
    return new FixtureTool(describe(name, schema), call -> Optional.empty(), running, false);
  }

  /** A tool that answers at once. */
  static Tool prompt(
      String name, String schema, BiFunction<ToolPlan, Progress, ToolOutcome> answer) {
    return new FixtureTool(
        describe(name, schema),
        call -> Optional.empty(),
        (plan, progress) -> ToolRun.completed(answer.apply(plan, progress)),
        true);
  }

  /** A tool with a constant answer. */
  static Tool fixed(String name, Content... content) {
    return prompt(name, NOTHING, (plan, progress) -> success(content));
  }

  static ToolOutcome success(Content... content) {
    return new ToolOutcome.Success(new ToolOutput(List.of(content), Optional.empty()));
  }

  /** JSON in single quotes. */
  static ObjectNode json(String text) {
    try {
      return (ObjectNode) MAPPER.readTree(text.replace('\'', '"'));
    } catch (JsonProcessingException e) {
      throw new IllegalArgumentException(text, e);
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
  public CompletionStage<Planning> plan(ToolCall call) {
    return CompletableFuture.completedFuture(
        questions.apply(call).orElseGet(() -> new Planning.Planned(ToolPlan.of(call))));
  }

  @Override
  public ToolRun run(ToolPlan plan, Deadline deadline, Progress progress) {
    return running.apply(plan, progress);
  }

  @Override
  public boolean isPrompt() {
    return prompt;
  }
}
