package io.switchgear.tool;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.switchgear.tool.Question.Kind;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;

class PendingInputTest {

  private static final Question NAME = new Question.Form("Name?", answer("schema"));
  private static final Question GO = new Question.Form("Go on?", answer("schema"));

  private static ObjectNode answer(String text) {
    return JsonNodeFactory.instance.objectNode().put("text", text);
  }

  private static Questions questions(String... keys) {
    Map<String, Question> asked = new LinkedHashMap<>();
    for (String key : keys) {
      asked.put(key, key.equals("name") ? NAME : GO);
    }
    return new Questions(asked, Optional.of(answer(String.join(" ", keys))));
  }

  @Test
  void clientsSeeEachKeyInOneRoundOnly() {
    PendingInput first = PendingInput.first(questions("name", "go"));
    assertEquals(List.of("name.1", "go.1"), List.copyOf(first.open().keySet()));
    assertEquals(NAME, first.open().get("name.1"));
    PendingInput second = first.next(questions("go")).orElseThrow();
    assertEquals(Set.of("go.2"), second.open().keySet());
  }

  @Test
  void anAnsweredQuestionIsNotOpenAndItsFirstAnswerStays() {
    PendingInput input =
        PendingInput.first(questions("name", "go"))
            .with(Map.of("name.1", answer("Ada")))
            .with(Map.of("name.1", answer("Eve")));
    assertEquals(Set.of("go.1"), input.open().keySet());
    assertFalse(input.isAnswered());
    assertEquals(answer("Ada"), input.given().get("name"));
    assertTrue(input.with(Map.of("go.1", answer("yes"))).isAnswered());
  }

  @Test
  void answersToOtherKeysAreIgnored() {
    PendingInput input = PendingInput.first(questions("name"));
    for (String key : List.of("name", "name.2", "go.1", "", "name.1 ")) {
      assertEquals(input, input.with(Map.of(key, answer("x"))), key);
    }
  }

  @Test
  void theWorkGetsAllAnswersAndTheStateOfTheLastQuestions() {
    Dialogue dialogue =
        PendingInput.first(questions("name", "go"))
            .with(Map.of("name.1", answer("Ada"), "go.1", answer("maybe")))
            .next(questions("go"))
            .orElseThrow()
            .with(Map.of("go.2", answer("yes")))
            .dialogue(Set.of(Kind.FORM));
    assertEquals(Map.of("name", answer("Ada"), "go", answer("yes")), dialogue.answers());
    assertEquals(Optional.of(answer("go")), dialogue.state());
    assertTrue(dialogue.canAsk(Kind.FORM));
  }

  @Test
  void anOldAnswerDoesNotAnswerANewQuestion() {
    PendingInput again =
        PendingInput.first(questions("go"))
            .with(Map.of("go.1", answer("no")))
            .next(questions("go"))
            .orElseThrow();
    assertFalse(again.isAnswered());
    assertEquals(Map.of(), again.dialogue(Set.of()).answers());
  }

  @Test
  void aToolMayAskTenTimes() {
    PendingInput input = PendingInput.first(questions("go"));
    for (int round = 2; round <= PendingInput.MAX_ROUNDS; round++) {
      input = input.next(questions("go")).orElseThrow();
    }
    assertEquals(Optional.empty(), input.next(questions("go")));
  }
}
