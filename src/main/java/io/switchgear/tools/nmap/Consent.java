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
 * Decides whether options that can disrupt a target may be used. The caller needs the permission,
 * and if its client can ask a human, the human must agree too. Agreement does not replace the
 * permission, because a client can answer the question itself.
 */
final class Consent {

  private static final String KEY = "intrusive";
  private static final String FIELD = "allow";
  private static final String OPTIONS = "options";
  private static final int SHOWN = 200;

  private Consent() {}

  /**
   * The refusal of the call; empty if it may run.
   *
   * @param named the options as text for messages
   */
  static Optional<ToolOutcome> of(String named, ToolCall call) {
    if (!call.caller().may(Permission.SCAN_INTRUSIVE)) {
      return refused(
          named,
          "can disturb a target, which needs the permission "
              + Permission.SCAN_INTRUSIVE.wire()
              + ". Leave it out, or ask for the permission.");
    }
    Dialogue dialogue = call.dialogue();
    if (!dialogue.canAsk(Question.Kind.FORM)) {
      return Optional.empty();
    }
    // Agreement may have been to other options, because the set of intrusive options can change.
    boolean answered =
        dialogue.state().filter(asked -> asked.path(OPTIONS).asText().equals(named)).isPresent()
            && dialogue.answers().containsKey(KEY);
    if (!answered) {
      return Optional.of(
          new InvalidInput(
              named
                  + " can disturb a target, so a human has to agree first, and nobody has. Make the"
                  + " call with a client whose human can answer, or leave it out.",
              Optional.of(Questions.consent(KEY, question(named, call), state(named)))));
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
    return JsonNodeFactory.instance.objectNode().put(OPTIONS, named);
  }
}
