package io.switchgear.tool;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.Collections;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * The questions of work that runs while no client waits for it, and the answers so far. It is data:
 * it can be stored with the work.
 *
 * <p>A tool may ask under the same key again. Clients see each key only once in the life of the
 * work, as MCP's tasks require, so what they see is the tool's key with the number of the round
 * behind it: {@code confirm.1}, then {@code confirm.2}.
 *
 * @param round number of this set of questions, from 1
 * @param questions the set that is open, or was answered last
 * @param given answers to this set, by the tool's keys
 * @param earlier answers to the sets before, by the tool's keys
 */
public record PendingInput(
    int round, Questions questions, Map<String, ObjectNode> given, Map<String, ObjectNode> earlier)
    implements CborSerializable {

  /** A tool that asks more often does not understand the answers to its own questions. */
  public static final int MAX_ROUNDS = 10;

  public PendingInput {
    given = given == null ? Map.of() : Map.copyOf(given);
    earlier = earlier == null ? Map.of() : Map.copyOf(earlier);
  }

  /** The first questions of the work. */
  public static PendingInput first(Questions questions) {
    return new PendingInput(1, questions, Map.of(), Map.of());
  }

  /** The next questions; empty if the tool has asked {@link #MAX_ROUNDS} times. */
  public Optional<PendingInput> next(Questions asked) {
    if (round >= MAX_ROUNDS) {
      return Optional.empty();
    }
    Map<String, ObjectNode> before = answers();
    before.keySet().removeAll(asked.asked().keySet());
    return Optional.of(new PendingInput(round + 1, asked, Map.of(), before));
  }

  /** The questions without an answer, by the keys that clients see, in order. */
  public Map<String, Question> open() {
    Map<String, Question> open = new LinkedHashMap<>();
    questions
        .asked()
        .forEach(
            (key, question) -> {
              if (!given.containsKey(key)) {
                open.put(shown(key), question);
              }
            });
    return Collections.unmodifiableMap(open);
  }

  /**
   * With answers to open questions. Other keys are ignored, and so is a second answer to the same
   * question.
   *
   * @param answers by the keys that clients see
   */
  public PendingInput with(Map<String, ObjectNode> answers) {
    Map<String, ObjectNode> all = new HashMap<>(given);
    for (String key : questions.asked().keySet()) {
      ObjectNode answer = answers.get(shown(key));
      if (answer != null) {
        all.putIfAbsent(key, answer);
      }
    }
    return new PendingInput(round, questions, all, earlier);
  }

  /** Whether the work can go on. */
  public boolean isAnswered() {
    return given.keySet().containsAll(questions.asked().keySet());
  }

  /**
   * The dialogue with which the work runs again.
   *
   * @param answerable kinds of question that the client of the work declared to answer
   */
  public Dialogue dialogue(Set<Question.Kind> answerable) {
    return new Dialogue(answerable, answers(), questions.state());
  }

  private Map<String, ObjectNode> answers() {
    Map<String, ObjectNode> all = new HashMap<>(earlier);
    all.putAll(given);
    return all;
  }

  private String shown(String key) {
    return key + "." + round;
  }
}
