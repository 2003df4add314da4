package io.switchgear.scan.run;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.switchgear.tool.CborSerializable;
import io.switchgear.tool.Question;
import io.switchgear.tool.Questions;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/**
 * The questions of a job to its client, and the answers so far.
 *
 * @param asked by key
 * @param state of the questions; goes back to the tool with the answers
 * @param answers by key
 */
public record JobDialogue(
    Map<String, Question> asked, Optional<ObjectNode> state, Map<String, ObjectNode> answers)
    implements CborSerializable {

  static JobDialogue of(Questions questions) {
    return new JobDialogue(questions.asked(), questions.state(), Map.of());
  }

  /** With further answers; those to other questions are ignored, and a first answer stays. */
  JobDialogue answered(Map<String, ObjectNode> others) {
    Map<String, ObjectNode> all = new HashMap<>(answers);
    others.forEach(
        (key, answer) -> {
          if (asked.containsKey(key)) {
            all.putIfAbsent(key, answer);
          }
        });
    return new JobDialogue(asked, state, all);
  }

  /** The questions without an answer; empty if all are answered. */
  public Optional<Questions> open() {
    Map<String, Question> open = new LinkedHashMap<>(asked);
    open.keySet().removeAll(answers.keySet());
    return open.isEmpty() ? Optional.empty() : Optional.of(new Questions(open, state));
  }
}
