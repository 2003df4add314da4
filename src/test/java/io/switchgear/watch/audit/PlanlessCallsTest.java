package io.switchgear.watch.audit;

import static org.junit.jupiter.api.Assertions.assertEquals;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.switchgear.calls.audit.CallAudit;
import io.switchgear.calls.step.SteppedTools;
import io.switchgear.tool.Caller;
import io.switchgear.tool.Content;
import io.switchgear.tool.Fallback;
import io.switchgear.tool.Progress;
import io.switchgear.tool.Reach;
import io.switchgear.tool.ToolCall;
import io.switchgear.tool.ToolCatalog;
import io.switchgear.tool.ToolOutcome;
import io.switchgear.tool.ToolOutcome.Cancelled;
import io.switchgear.tool.ToolOutcome.Failed;
import io.switchgear.tool.ToolOutcome.Fault;
import io.switchgear.tool.ToolOutcome.InvalidInput;
import io.switchgear.tool.ToolOutcome.Refusal;
import io.switchgear.tool.ToolOutcome.Rejected;
import io.switchgear.tool.ToolOutcome.Success;
import io.switchgear.tool.ToolOutcome.TimedOut;
import io.switchgear.tool.ToolOutput;
import io.switchgear.tool.UnlistedTools;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Calls without their own plan, because they share a run, are answered from a cache, or are refused
 * earlier: each is audited with the targets that it named.
 */
class PlanlessCallsTest {

  private static final Caller ANN = new Caller("ann", Set.of());
  private static final Duration WAIT = Duration.ofSeconds(9);
  private static final ToolOutput OUTPUT = ToolOutput.text("found");

  @TempDir private Path dir;

  static Stream<ToolOutcome> outcomes() {
    return Stream.of(
        new Success(OUTPUT),
        new Success(standIn(new Fallback.Fixed("open", Optional.empty()))),
        new Success(standIn(new Fallback.Cached("open", Optional.empty(), WAIT))),
        new Success(standIn(new Fallback.Queued("open", Optional.empty(), "ab", 1))),
        new Failed(Fault.CRASHED, "why"),
        new TimedOut(WAIT, "late", OUTPUT),
        new Cancelled("gone", OUTPUT),
        new Rejected(Refusal.CIRCUIT_OPEN, "nmap", "open", WAIT),
        new Rejected(Refusal.RATE_LIMITED, "limits", "often", WAIT),
        new InvalidInput("no such template"));
  }

  private static ToolOutput standIn(Fallback fallback) {
    return new ToolOutput(List.of(new Content.Text("x")), Optional.empty(), Optional.of(fallback));
  }

  @ParameterizedTest
  @MethodSource("outcomes")
  void aCallWithoutAPlanHasTheTargetsThatItNamed(ToolOutcome outcome) throws IOException {
    assertEquals(
        List.of("10.0.0.0/30", "a.lab.internal"),
        audited(outcome, "{\"targets\":[\"10.0.0.0/30\",\"a.lab.internal\"]}"));
  }

  static Stream<Arguments> spellings() {
    return Stream.of(
        Arguments.of("{\"targets\":\"10.0.0.1\"}", List.of("10.0.0.1")),
        Arguments.of("{\"targets\":[1,null,\"b\",{\"x\":1}]}", List.of("1", "b")),
        Arguments.of("{\"targets\":[\"a\\r\\nb\"]}", List.of("a b")),
        Arguments.of("{\"targets\":null}", List.of()),
        Arguments.of("{\"targets\":{}}", List.of()),
        Arguments.of("{\"handle\":\"ab\"}", List.of()));
  }

  @ParameterizedTest
  @MethodSource("spellings")
  void whatIsNamedIsReadAsItCame(String arguments, List<String> targets) throws IOException {
    assertEquals(targets, audited(new Success(OUTPUT), arguments));
  }

  @ParameterizedTest
  @MethodSource("outcomes")
  void aCallThatIsTurnedAwayHasThemToo(ToolOutcome outcome) throws IOException {
    try (AuditLog log = Chains.open(dir)) {
      audited(log, outcome).turnedAway(call("{\"targets\":[\"10.0.0.9\"]}"), outcome);
    }
    assertEquals(List.of("10.0.0.9"), targets());
  }

  @ParameterizedTest
  @MethodSource("reaches")
  void whatASharedRunHeardOfSaysMore(Reach reach, List<String> targets) throws IOException {
    ToolOutput output = OUTPUT.withReach(reach);
    assertEquals(targets, audited(new Success(output), "{\"targets\":[\"a.lab.internal\"]}"));
  }

  static Stream<Arguments> reaches() {
    return Stream.of(
        Arguments.of(Reach.NONE, List.of("a.lab.internal")),
        Arguments.of(
            new Reach(List.of("10.0.0.1"), List.of("10.0.0.2")), List.of("10.0.0.1", "10.0.0.2")));
  }

  private List<String> audited(ToolOutcome outcome, String arguments) throws IOException {
    try (AuditLog log = Chains.open(dir)) {
      audited(log, outcome).call(call(arguments), Progress.NONE);
    }
    return targets();
  }

  private static ToolCatalog audited(AuditLog log, ToolOutcome outcome) {
    return SteppedTools.of(
        new CallAudit(new CallRecords(log), tool -> "closed"), UnlistedTools.ending(outcome));
  }

  private List<String> targets() throws IOException {
    return Chains.records(dir.resolve(Chains.NAME), "nmap")
        .getFirst()
        .path("targets")
        .valueStream()
        .map(JsonNode::asText)
        .toList();
  }

  private static ToolCall call(String arguments) {
    try {
      return new ToolCall("c-1", "nmap", (ObjectNode) new ObjectMapper().readTree(arguments), ANN);
    } catch (JsonProcessingException e) {
      throw new AssertionError(e);
    }
  }
}
