package io.switchgear.conformance;

import io.switchgear.tool.Content;
import io.switchgear.tool.CostEstimate;
import io.switchgear.tool.PinnedTargets;
import io.switchgear.tool.Planning;
import io.switchgear.tool.Question;
import io.switchgear.tool.Question.Roots;
import io.switchgear.tool.Questions;
import io.switchgear.tool.Tool;
import io.switchgear.tool.ToolDescriptor.TaskUse;
import io.switchgear.tool.ToolOutcome;
import io.switchgear.tool.ToolOutcome.Fault;
import io.switchgear.tool.ToolOutput;
import io.switchgear.tool.ToolPlan;
import io.switchgear.tool.ToolRun;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;

/** The suite's tools whose calls run as tasks, and one whose calls never do. */
final class TaskTools {

  private static final String NAME =
      "{'type':'object','properties':{'name':{'type':'string'}},'required':['name']}";
  private static final String CONFIRM =
      "{'type':'object','properties':{'confirm':{'type':'boolean'}},'required':['confirm']}";

  private TaskTools() {}

  static List<Tool> all() {
    return List.of(
        FixtureTool.prompt(
            "greet",
            NAME,
            (plan, progress) ->
                text("Hello, %s!".formatted(plan.arguments().path("name").asText()))),
        FixtureTool.task(
            "slow_compute",
            "{'type':'object','properties':{'seconds':{'type':'number','minimum':0},"
                + "'label':{'type':'string'}},'required':['seconds']}",
            TaskUse.WHEN_LONG,
            call ->
                new Planning.Planned(
                    new ToolPlan(
                        call,
                        PinnedTargets.NONE,
                        new CostEstimate(0, 0, call.arguments().path("seconds").asDouble()))),
            plan ->
                new Sleep(
                    plan.arguments().path("seconds").asDouble(),
                    text("computed " + plan.arguments().path("label").asText("nothing")))),
        always(
            "failing_job",
            plan -> new Sleep(1, new ToolOutcome.Failed(Fault.EXECUTION_FAILED, "It failed."))),
        // The suite's client does not declare roots, so the call has no result.
        always("protocol_error_job", plan -> asked(Map.of("folders", new Roots()))),
        always(
            "confirm_delete",
            "{'type':'object','properties':{'filename':{'type':'string'}}}",
            plan ->
                answered(
                    plan,
                    Map.of(
                        "confirm",
                        DialogueTools.form(
                            "Delete " + plan.arguments().path("filename").asText() + "?", CONFIRM)),
                    "deleted")),
        always("multi_input", plan -> answered(plan, two(), "both answered")),
        FixtureTool.task(
            "test_tool_with_task",
            FixtureTool.NOTHING,
            TaskUse.ALWAYS,
            call ->
                call.dialogue().accepted("user_name").isPresent()
                    ? new Planning.Planned(ToolPlan.of(call))
                    : Planning.asking(
                        "This tool asks for a name, and this client does not answer.",
                        Questions.one(
                            "user_name",
                            DialogueTools.form("What is your name?", NAME),
                            Optional.empty())),
            plan ->
                ToolRun.completed(
                    text(
                        "Hello, "
                            + plan.call()
                                .dialogue()
                                .accepted("user_name")
                                .orElseThrow()
                                .path("name")
                                .asText()))));
  }

  private static Tool always(String name, Function<ToolPlan, ToolRun> running) {
    return always(name, FixtureTool.NOTHING, running);
  }

  private static Tool always(String name, String schema, Function<ToolPlan, ToolRun> running) {
    return FixtureTool.task(
        name, schema, TaskUse.ALWAYS, call -> new Planning.Planned(ToolPlan.of(call)), running);
  }

  private static Map<String, Question> two() {
    Map<String, Question> asked = new LinkedHashMap<>();
    asked.put("name", DialogueTools.form("What is your name?", NAME));
    asked.put("confirm", DialogueTools.form("Go on?", CONFIRM));
    return asked;
  }

  /** Asks while it runs, until every question is answered. */
  private static ToolRun answered(ToolPlan plan, Map<String, Question> asked, String text) {
    return plan.call().dialogue().answers().keySet().containsAll(asked.keySet())
        ? ToolRun.completed(text(text))
        : asked(asked);
  }

  private static ToolRun asked(Map<String, Question> asked) {
    return ToolRun.completed(
        new ToolOutcome.InvalidInput(
            "This tool asks while it runs, and this client does not answer.",
            Optional.of(new Questions(asked, Optional.empty()))));
  }

  private static ToolOutcome text(String text) {
    return FixtureTool.success(new Content.Text(text));
  }

  /** Ends after its time, or at once if it is stopped. */
  private static final class Sleep implements ToolRun {

    private final CompletableFuture<ToolOutcome> outcome = new CompletableFuture<>();

    Sleep(double seconds, ToolOutcome end) {
      outcome.completeOnTimeout(end, (long) (seconds * 1e3), TimeUnit.MILLISECONDS);
    }

    @Override
    public CompletionStage<ToolOutcome> outcome() {
      return outcome;
    }

    @Override
    public void stop(StopReason reason) {
      outcome.complete(new ToolOutcome.Cancelled("stopped", ToolOutput.NONE));
    }
  }
}
