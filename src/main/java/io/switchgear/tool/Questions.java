package io.switchgear.tool;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/**
 * What is asked at once. The call ends with it, and is made anew with the answers: nothing waits on
 * the server meanwhile, so no place is held while a human thinks.
 *
 * @param asked by keys of the asker's own, in order; at least one
 * @param state given back with the answers, together with the answers of earlier rounds and with
 *     proof that it is the same caller's same call; the client can read it. Answers that come
 *     without it prove nothing: who asks for consent must look for it
 * @param singleUse whether the answers serve one attempt only: an answer that is sent a second time
 *     is refused
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

  /** Questions whose answers may be sent again. */
  public Questions(Map<String, Question> asked, Optional<ObjectNode> state) {
    this(asked, state, false);
  }

  /** One question. */
  public static Questions one(String key, Question question, Optional<ObjectNode> state) {
    return new Questions(Map.of(key, question), state);
  }

  /** One question whose answer serves one attempt only. */
  public static Questions consent(String key, Question question, ObjectNode state) {
    return new Questions(Map.of(key, question), Optional.of(state), true);
  }
}
