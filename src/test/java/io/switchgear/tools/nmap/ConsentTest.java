package io.switchgear.tools.nmap;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.switchgear.tool.Caller;
import io.switchgear.tool.ClientLog;
import io.switchgear.tool.Dialogue;
import io.switchgear.tool.Question;
import io.switchgear.tool.Question.Form;
import io.switchgear.tool.Questions;
import io.switchgear.tool.ToolCall;
import io.switchgear.tool.ToolOutcome;
import io.switchgear.tool.ToolOutcome.InvalidInput;
import io.switchgear.tool.ToolOutcome.OutOfScope;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;

class ConsentTest {

  private static final Set<Question.Kind> ASKABLE = Set.of(Question.Kind.FORM);

  private static Optional<ToolOutcome> of(Dialogue dialogue) {
    ObjectNode arguments = JsonNodeFactory.instance.objectNode();
    arguments.putArray("targets").add("127.0.0.1");
    Caller caller = new Caller("someone", Set.of(Caller.Permission.SCAN_RUN));
    return Consent.of("vuln", new ToolCall("1", "nmap", arguments, caller, dialogue));
  }

  private static ObjectNode answer(String action, boolean allow) {
    ObjectNode answer = JsonNodeFactory.instance.objectNode().put("action", action);
    answer.putObject("content").put("allow", allow);
    return answer;
  }

  private static Dialogue answered(ObjectNode answer, boolean proven) {
    return new Dialogue(
        ASKABLE,
        Map.of("intrusive", answer),
        proven ? Optional.of(JsonNodeFactory.instance.objectNode()) : Optional.empty(),
        ClientLog.NONE);
  }

  @Test
  void whoCannotBeAskedIsRefused() {
    assertInstanceOf(OutOfScope.class, of(Dialogue.NONE).orElseThrow());
  }

  @Test
  void aHumanIsToldWhatIsToBeRunAgainstWhat() {
    Dialogue first = new Dialogue(ASKABLE, Map.of(), Optional.empty(), ClientLog.NONE);
    InvalidInput input = assertInstanceOf(InvalidInput.class, of(first).orElseThrow());
    Questions questions = input.questions().orElseThrow();
    Form form = assertInstanceOf(Form.class, questions.asked().get("intrusive"));
    assertTrue(form.message().contains("127.0.0.1"), form.message());
    assertTrue(form.message().contains("vuln"), form.message());
    assertTrue(questions.state().isPresent());
  }

  @Test
  void yesLetsItRun() {
    assertEquals(Optional.empty(), of(answered(answer("accept", true), true)));
  }

  @Test
  void anythingElseDoesNot() {
    assertInstanceOf(OutOfScope.class, of(answered(answer("accept", false), true)).orElseThrow());
    assertInstanceOf(OutOfScope.class, of(answered(answer("decline", true), true)).orElseThrow());
  }

  @Test
  void anAnswerToNoQuestionOfOursIsAskedAgain() {
    assertInstanceOf(InvalidInput.class, of(answered(answer("accept", true), false)).orElseThrow());
  }
}
