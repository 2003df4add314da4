package io.switchgear.tools.nmap;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.switchgear.tool.Caller;
import io.switchgear.tool.Caller.Permission;
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
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ConsentTest {

  private static final Set<Question.Kind> ASKABLE = Set.of(Question.Kind.FORM);
  private static final Caller TRUSTED = new Caller("someone", Set.of(Permission.SCAN_INTRUSIVE));

  private static Optional<ToolOutcome> of(Caller caller, Dialogue dialogue) {
    ObjectNode arguments = JsonNodeFactory.instance.objectNode();
    arguments.putArray("targets").add("127.0.0.1");
    return Consent.of("vuln", new ToolCall("1", "nmap", arguments, caller, dialogue));
  }

  private static ObjectNode answer(String action, boolean allow) {
    ObjectNode answer = JsonNodeFactory.instance.objectNode().put("action", action);
    answer.putObject("content").put("allow", allow);
    return answer;
  }

  private static Dialogue dialogue(boolean askable, String answer, String agreedTo) {
    ObjectNode json =
        switch (answer) {
          case "yes" -> answer("accept", true);
          case "no" -> answer("accept", false);
          default -> answer(answer, true);
        };
    return new Dialogue(
        askable ? ASKABLE : Set.of(),
        answer.equals("none") ? Map.of() : Map.of("intrusive", json),
        agreedTo.equals("none")
            ? Optional.empty()
            : Optional.of(JsonNodeFactory.instance.objectNode().put("options", agreedTo)));
  }

  @ParameterizedTest
  @CsvSource({
    // scope, can ask, answer, consent in the plan, result
    "scan:run,       false, none,    none,        refused",
    "scan:run,       true,  none,    none,        refused",
    "scan:run,       true,  yes,     vuln,        refused",
    "scan:run,       true,  yes,     none,        refused",
    "ops:write,      true,  yes,     vuln,        refused",
    "scan:intrusive, false, none,    none,        runs",
    "scan:intrusive, true,  none,    none,        asks",
    "scan:intrusive, true,  yes,     none,        asks",
    "scan:intrusive, true,  none,    vuln,        asks",
    "scan:intrusive, true,  yes,     '--badsum',  asks",
    "scan:intrusive, true,  yes,     vuln,        runs",
    "scan:intrusive, true,  no,      vuln,        refused",
    "scan:intrusive, true,  decline, vuln,        refused",
    "scan:intrusive, true,  cancel,  vuln,        refused",
  })
  void thePermissionIsNeededAndTheHumanIsAskedBesides(
      String scope, boolean askable, String answer, String agreedTo, String becomes) {
    Caller caller = new Caller("someone", Set.of(Permission.of(scope).orElseThrow()));
    String became =
        of(caller, dialogue(askable, answer, agreedTo))
            .map(
                outcome ->
                    switch (outcome) {
                      case OutOfScope ignored -> "refused";
                      case InvalidInput input when input.questions().isPresent() -> "asks";
                      default -> outcome.toString();
                    })
            .orElse("runs");
    assertEquals(becomes, became);
  }

  @Test
  void aHumanIsToldWhatIsToBeRunAgainstWhatAndAgreesOnce() {
    Optional<ToolOutcome> outcome = of(TRUSTED, dialogue(true, "none", "none"));
    Questions questions =
        assertInstanceOf(InvalidInput.class, outcome.orElseThrow()).questions().orElseThrow();
    Form form = assertInstanceOf(Form.class, questions.asked().get("intrusive"));
    assertTrue(form.message().contains("127.0.0.1"), form.message());
    assertTrue(form.message().contains("vuln"), form.message());
    assertTrue(questions.singleUse());
  }
}
