package io.switchgear.conformance;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.switchgear.tool.Dialogue;
import io.switchgear.tool.Planning;
import io.switchgear.tool.Question;
import io.switchgear.tool.Question.Form;
import io.switchgear.tool.Question.Kind;
import io.switchgear.tool.Question.Roots;
import io.switchgear.tool.Question.Sample;
import io.switchgear.tool.Questions;
import io.switchgear.tool.Tool;
import io.switchgear.tool.ToolCall;
import io.switchgear.tool.ToolPlan;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;

/** The suite's tools that ask their client, with the same code for both eras. */
final class DialogueTools {

  private static final String NAME =
      "{'type':'object','properties':{'name':{'type':'string'}},'required':['name']}";
  private static final String OK =
      "{'type':'object','properties':{'ok':{'type':'boolean'}},'required':['ok']}";
  private static final String COLOR =
      "{'type':'object','properties':{'color':{'type':'string'}},'required':['color']}";
  private static final String USER =
      "{'type':'object','properties':{'username':{'type':'string'},'email':{'type':'string'}},"
          + "'required':['username','email']}";
  private static final String DEFAULTS =
      "{'type':'object','properties':{'name':{'type':'string','default':'John Doe'},'age':{'type':"
          + "'integer','default':30},'score':{'type':'number','default':95.5},'status':{'type':"
          + "'string','enum':['active','inactive','pending'],'default':'active'},'verified':"
          + "{'type':'boolean','default':true}},'required':[]}";
  private static final String ENUMS =
      "{'type':'object','properties':{'untitledSingle':{'type':'string','enum':['option1','option2',"
          + "'option3']},'titledSingle':{'type':'string','oneOf':[{'const':'value1','title':'First"
          + " Option'},{'const':'value2','title':'Second Option'},{'const':'value3','title':'Third"
          + " Option'}]},'legacyEnum':{'type':'string','enum':['opt1','opt2','opt3'],'enumNames':['Option"
          + " One','Option Two','Option Three']},'untitledMulti':{'type':'array','items':"
          + "{'type':'string','enum':['option1','option2','option3']}},'titledMulti':{'type':'array','items':{'anyOf':[{'const':'value1','title':'First"
          + " Choice'},{'const':'value2','title':'Second Choice'},{'const':'value3','title':'Third"
          + " Choice'}]}}},'required':[]}";

  private DialogueTools() {}

  static List<Tool> all() {
    return List.of(
        asking(
            "test_sampling",
            "{'type':'object','properties':{'prompt':{'type':'string'}},'required':['prompt']}",
            call -> Map.of("answer", new Sample(call.arguments().path("prompt").asText(), 100)),
            false,
            answers -> "LLM response: " + said(answers, "answer")),
        asking(
            "test_elicitation",
            "{'type':'object','properties':{'message':{'type':'string'}},'required':['message']}",
            call -> Map.of("user", form(call.arguments().path("message").asText(), USER)),
            false,
            answers -> "User response: " + answers.answers().get("user")),
        asking(
            "test_elicitation_sep1034_defaults",
            FixtureTool.NOTHING,
            call -> Map.of("user", form("Please review the values", DEFAULTS)),
            false,
            answers -> "Elicitation completed: " + answers.answers().get("user")),
        asking(
            "test_elicitation_sep1330_enums",
            FixtureTool.NOTHING,
            call -> Map.of("user", form("Please choose", ENUMS)),
            false,
            answers -> "Elicitation completed: " + answers.answers().get("user")),
        asking(
            "test_streaming_elicitation",
            FixtureTool.NOTHING,
            call -> Map.of("user_name", form("What is your name?", NAME)),
            false,
            answers -> "Hello, " + name(answers) + "!"),
        asking(
            "test_missing_capability",
            FixtureTool.NOTHING,
            call -> Map.of("answer", new Sample("Say anything", 100)),
            false,
            answers -> "LLM response: " + said(answers, "answer")),
        asking(
            "test_input_required_result_elicitation",
            FixtureTool.NOTHING,
            call -> Map.of("user_name", form("What is your name?", NAME)),
            false,
            answers -> "Hello, " + name(answers) + "!"),
        asking(
            "test_input_required_result_sampling",
            FixtureTool.NOTHING,
            call -> Map.of("capital_question", new Sample("What is the capital of France?", 100)),
            false,
            answers -> said(answers, "capital_question")),
        asking(
            "test_input_required_result_list_roots",
            FixtureTool.NOTHING,
            call -> Map.of("client_roots", new Roots()),
            false,
            answers -> "Roots: " + answers.answers().get("client_roots").path("roots")),
        asking(
            "test_input_required_result_request_state",
            FixtureTool.NOTHING,
            call -> Map.of("confirm", form("Please confirm", OK)),
            true,
            answers -> "state-ok"),
        asking(
            "test_input_required_result_tampered_state",
            FixtureTool.NOTHING,
            call -> Map.of("confirm", form("Please confirm", OK)),
            true,
            answers -> "state-ok"),
        asking(
            "test_input_required_result_multiple_inputs",
            FixtureTool.NOTHING,
            call -> three(),
            true,
            answers ->
                "%s %s %s"
                    .formatted(
                        name(answers),
                        said(answers, "greeting"),
                        answers.answers().get("client_roots").path("roots"))),
        asking(
            "test_input_required_result_capabilities",
            FixtureTool.NOTHING,
            call ->
                call.dialogue().canAsk(Kind.FORM)
                    ? Map.of("user_name", form("What is your name?", NAME))
                    : Map.of("greeting", new Sample("Generate a greeting", 50)),
            false,
            answers -> "answered"),
        FixtureTool.asking(
            "test_input_required_result_multi_round",
            FixtureTool.NOTHING,
            DialogueTools::steps,
            plan ->
                "%s likes %s"
                    .formatted(
                        accepted(plan, "step1").path("name").asText(),
                        accepted(plan, "step2").path("color").asText())));
  }

  static Form form(String message, String schema) {
    return new Form(message, FixtureTool.json(schema));
  }

  private static Map<String, Question> three() {
    Map<String, Question> asked = new LinkedHashMap<>();
    asked.put("user_name", form("What is your name?", NAME));
    asked.put("greeting", new Sample("Generate a greeting", 50));
    asked.put("client_roots", new Roots());
    return asked;
  }

  /** Asks until every question is answered. */
  private static Tool asking(
      String name,
      String schema,
      Function<ToolCall, Map<String, Question>> questions,
      boolean stateful,
      Function<Dialogue, String> answer) {
    return FixtureTool.asking(
        name,
        schema,
        call -> {
          Map<String, Question> asked = questions.apply(call);
          boolean proven = !stateful || call.dialogue().state().isPresent();
          return proven && call.dialogue().answers().keySet().containsAll(asked.keySet())
              ? Optional.empty()
              : ask(asked, stateful ? Optional.of(state("asked")) : Optional.empty());
        },
        plan -> answer.apply(plan.call().dialogue()));
  }

  private static Optional<Planning> steps(ToolCall call) {
    String step = call.dialogue().state().map(state -> state.path("step").asText()).orElse("");
    if (step.isEmpty() || call.dialogue().accepted("step1").isEmpty()) {
      return ask(
          Map.of("step1", form("Step 1: What is your name?", NAME)), Optional.of(state("one")));
    }
    if (step.equals("one") || call.dialogue().accepted("step2").isEmpty()) {
      return ask(
          Map.of("step2", form("Step 2: What is your favorite color?", COLOR)),
          Optional.of(state("two")));
    }
    return Optional.empty();
  }

  private static ObjectNode accepted(ToolPlan plan, String step) {
    return plan.call().dialogue().accepted(step).orElseThrow();
  }

  private static Optional<Planning> ask(Map<String, Question> asked, Optional<ObjectNode> state) {
    return Optional.of(
        Planning.asking(
            "This tool asks its client, and this client does not answer.",
            new Questions(asked, state)));
  }

  private static ObjectNode state(String step) {
    return FixtureTool.json("{}").put("step", step);
  }

  private static String name(Dialogue dialogue) {
    return dialogue.accepted("user_name").map(form -> form.path("name").asText()).orElse("nobody");
  }

  private static String said(Dialogue dialogue, String key) {
    return dialogue.answers().get(key).path("content").path("text").asText();
  }
}
