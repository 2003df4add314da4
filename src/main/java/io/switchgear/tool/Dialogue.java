package io.switchgear.tool;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * How far a call can talk with its client, and what the client has said so far.
 *
 * @param answerable the kinds of question that the client says it answers
 * @param answers by the keys of the {@link Questions}, each a JSON object as MCP has it: {@code
 *     action} and {@code content} of a form, the model's message of a sample, {@code roots}. Shapes
 *     within are not checked
 * @param state of the {@link Questions} that these answers are to; empty in the first round
 * @param log what the client's log is told; does nothing if it wants none
 */
public record Dialogue(
    Set<Question.Kind> answerable,
    Map<String, ObjectNode> answers,
    Optional<ObjectNode> state,
    ClientLog log) {

  /** A client that answers nothing. */
  public static final Dialogue NONE =
      new Dialogue(Set.of(), Map.of(), Optional.empty(), ClientLog.NONE);

  public Dialogue {
    answerable = Set.copyOf(answerable);
    answers = Map.copyOf(answers);
  }

  /** The same client, with nothing asked or answered yet: what was said was about another call. */
  public Dialogue unanswered() {
    return new Dialogue(answerable, Map.of(), Optional.empty(), log);
  }

  public boolean canAsk(Question.Kind kind) {
    return answerable.contains(kind);
  }

  /** What a human filled in, if the form was sent back and not declined. */
  public Optional<ObjectNode> accepted(String key) {
    return Optional.ofNullable(answers.get(key))
        .filter(answer -> "accept".equals(answer.path("action").asText()))
        .map(answer -> answer.path("content"))
        .filter(ObjectNode.class::isInstance)
        .map(ObjectNode.class::cast);
  }

  /** Whether a human sent the form back without saying yes. */
  public boolean declined(String key) {
    ObjectNode answer = answers.get(key);
    return answer != null && !"accept".equals(answer.path("action").asText());
  }
}
