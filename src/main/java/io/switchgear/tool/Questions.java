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
 */
public record Questions(Map<String, Question> asked, Optional<ObjectNode> state) {

  public Questions {
    if (asked.isEmpty()) {
      throw new IllegalArgumentException("questions: at least one must be asked");
    }
    asked = Collections.unmodifiableMap(new LinkedHashMap<>(asked));
  }

  /** One question. */
  public static Questions one(String key, Question question, Optional<ObjectNode> state) {
    return new Questions(Map.of(key, question), state);
  }
}
