package io.switchgear.tool;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * The questions that a call's client can answer, and its answers so far. Consent is part of it.
 *
 * @param answerable the kinds of question that the client declared to answer
 * @param answers by the keys of the {@link Questions}, each a JSON object in MCP's form: {@code
 *     action} and {@code content} of a form, the model's message of a sample, {@code roots}. Their
 *     inner structure is not checked
 * @param state of the {@link Questions} that were answered; empty in the first round
 */
public record Dialogue(
    Set<Question.Kind> answerable, Map<String, ObjectNode> answers, Optional<ObjectNode> state) {

  /** A client that cannot be asked anything. */
  public static final Dialogue NONE = new Dialogue(Set.of(), Map.of(), Optional.empty());

  public Dialogue {
    answerable = answerable == null ? Set.of() : Set.copyOf(answerable);
    answers = answers == null ? Map.of() : Map.copyOf(answers);
  }

  /**
   * The same client without its answers, for another call, because the answers apply to this call
   * only.
   */
  public Dialogue unanswered() {
    return new Dialogue(answerable, Map.of(), Optional.empty());
  }

  public boolean canAsk(Question.Kind kind) {
    return answerable.contains(kind);
  }

  /** The content of an accepted form; empty if the form was declined or not sent back. */
  public Optional<ObjectNode> accepted(String key) {
    return Optional.ofNullable(answers.get(key))
        .filter(answer -> "accept".equals(answer.path("action").asText()))
        .map(answer -> answer.path("content"))
        .filter(ObjectNode.class::isInstance)
        .map(ObjectNode.class::cast);
  }
}
