package io.switchgear.tools.nmap;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.switchgear.tool.Caller.Permission;
import io.switchgear.tool.Dialogue;
import io.switchgear.tool.Question;
import io.switchgear.tool.Question.Form;
import io.switchgear.tool.Questions;
import io.switchgear.tool.ToolCall;
import io.switchgear.tool.ToolOutcome;
import io.switchgear.tool.ToolOutcome.InvalidInput;
import io.switchgear.tool.ToolOutcome.OutOfScope;
import io.switchgear.tool.UntrustedText;
import java.util.Optional;

/**
 * A human's yes to options that can disturb a target, for a caller who lacks the permission but
 * whose client can ask.
 */
final class Consent {

  private static final String KEY = "intrusive";
  private static final String FIELD = "allow";
  private static final int SHOWN = 200;

  private Consent() {}

  /**
   * What keeps the call from running; empty if a human has agreed to it.
   *
   * @param named the options in question
   */
  static Optional<ToolOutcome> of(String named, ToolCall call) {
    Dialogue dialogue = call.dialogue();
    if (!dialogue.canAsk(Question.Kind.FORM)) {
      return refused(
          named,
          "can disturb a target, which needs the permission "
              + Permission.SCAN_INTRUSIVE.wire()
              + ". Leave it out, or ask for the permission.");
    }
    boolean answered = dialogue.state().isPresent() && dialogue.answers().containsKey(KEY);
    if (!answered) {
      return Optional.of(
          new InvalidInput(
              named + " can disturb a target, so a human has to agree first. Leave it out.",
              Optional.of(Questions.one(KEY, question(named, call), Optional.of(state(named))))));
    }
    boolean agreed =
        dialogue.accepted(KEY).filter(form -> form.path(FIELD).asBoolean(false)).isPresent();
    return agreed
        ? Optional.empty()
        : refused(
            named, "can disturb a target, and the human who was asked said no. Leave it out.");
  }

  private static Optional<ToolOutcome> refused(String named, String why) {
    return Optional.of(new OutOfScope(named, Permission.SCAN_INTRUSIVE.wire(), named + " " + why));
  }

  private static Form question(String named, ToolCall call) {
    String targets = UntrustedText.line(call.arguments().path("targets").toString(), SHOWN);
    ObjectNode schema = JsonNodeFactory.instance.objectNode().put("type", "object");
    schema
        .putObject("properties")
        .putObject(FIELD)
        .put("type", "boolean")
        .put("title", "Run it")
        .put("description", "Only if the owner of the targets has agreed")
        .put("default", false);
    schema.putArray("required").add(FIELD);
    return new Form(
        "nmap is to be run against %s with %s, which can disturb or crash what it meets. Run it?"
            .formatted(targets, UntrustedText.line(named, SHOWN)),
        schema);
  }

  private static ObjectNode state(String named) {
    return JsonNodeFactory.instance.objectNode().put("options", named);
  }
}
