package io.switchgear.tool;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/**
 * A set of questions, sent together. The call ends with them and is repeated with the answers, so a
 * waiting question occupies no slot on the server.
 *
 * @param asked the questions by key, in order; at least one
 * @param state returned with the answers, together with the answers of earlier rounds; it proves
 *     that the answers belong to the same call of the same caller. Clients can read it. Answers
 *     without it prove nothing, so a tool that asks for consent must check it
 * @param singleUse whether the answers are valid for one attempt only; a repeated answer is refused
 */
public record Questions(
    Map<String, Question> asked, Optional<ObjectNode> state, boolean singleUse) {

  public Questions {
    if (asked.isEmpty()) {
      throw new IllegalArgumentException("questions: at least one must be asked");
    }
    if (singleUse && state.isEmpty()) {
      throw new IllegalArgumentException("questions: only a state can be used up");
    }
    asked = Collections.unmodifiableMap(new LinkedHashMap<>(asked));
  }

  /** Questions whose answers may be used repeatedly. */
  public Questions(Map<String, Question> asked, Optional<ObjectNode> state) {
    this(asked, state, false);
  }

  /** One question. */
  public static Questions one(String key, Question question, Optional<ObjectNode> state) {
    return new Questions(Map.of(key, question), state);
  }

  /** One question whose answer is valid for one attempt only. */
  public static Questions consent(String key, Question question, ObjectNode state) {
    return new Questions(Map.of(key, question), Optional.of(state), true);
  }
}
