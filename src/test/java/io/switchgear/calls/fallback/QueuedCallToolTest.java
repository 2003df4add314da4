package io.switchgear.calls.fallback;

import static io.switchgear.tool.HeldTools.call;
import static io.switchgear.tool.HeldTools.caller;
import static io.switchgear.tool.HeldTools.json;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.switchgear.calls.fallback.QueuedCall.State;
import io.switchgear.tool.Caller;
import io.switchgear.tool.Caller.Permission;
import io.switchgear.tool.Content;
import io.switchgear.tool.Deadline;
import io.switchgear.tool.HeldTools;
import io.switchgear.tool.Planning;
import io.switchgear.tool.Progress;
import io.switchgear.tool.ToolOutcome;
import io.switchgear.tool.ToolOutcome.Cancelled;
import io.switchgear.tool.ToolOutcome.Failed;
import io.switchgear.tool.ToolOutcome.Fault;
import io.switchgear.tool.ToolOutcome.InvalidInput;
import io.switchgear.tool.ToolOutcome.OutOfScope;
import io.switchgear.tool.ToolOutcome.Refusal;
import io.switchgear.tool.ToolOutcome.Rejected;
import io.switchgear.tool.ToolOutcome.Success;
import io.switchgear.tool.ToolOutcome.TimedOut;
import io.switchgear.tool.ToolOutput;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

class QueuedCallToolTest {

  private static final Caller ANN = caller("ann", Permission.SCAN_RUN);
  private static final String HANDLE = "0123456789abcdef0123456789abcdef";
  private static final Instant QUEUED = TestStores.START;
  private static final Instant ENDED = QUEUED.plusSeconds(9);
  private static final ToolOutput FOUND = ToolOutput.of("one host", json("{'hosts':['a']}"));

  private final TestStores fixture = new TestStores();
  private final QueuedCallTool tool = new QueuedCallTool(fixture.stores);

  @AfterEach
  void close() {
    fixture.close();
  }

  private ToolOutcome run(String arguments, Caller caller) {
    Planning planning =
        tool.plan(call(QueuedCallTool.NAME, arguments, caller)).toCompletableFuture().join();
    return switch (planning) {
      case Planning.Refused refused -> refused.outcome();
      case Planning.Planned planned ->
          HeldTools.outcome(
              tool.run(planned.plan(), Deadline.in(Duration.ofSeconds(30)), Progress.NONE));
    };
  }

  private ToolOutput told(String handle) {
    ToolOutcome outcome = run("{'handle':'" + handle + "'}", ANN);
    ToolOutput output = assertInstanceOf(Success.class, outcome, outcome::toString).output();
    assertEquals(
        Optional.empty(),
        new OutputConformance(tool.descriptor()).problem(output.structured().orElseThrow()));
    return output;
  }

  private static State done(ToolOutcome outcome) {
    return new State.Done(ENDED, outcome);
  }

  private static Arguments row(State state, String fields, String... texts) {
    return Arguments.of(state, fields, List.of(texts));
  }

  static Stream<Arguments> states() {
    Duration second = Duration.ofSeconds(1);
    String failed = "'state':'done','finished_at':'" + ENDED + "',";
    return Stream.of(
        row(
            new State.Waiting(2),
            "'state':'waiting','position':2",
            "The call of 'scan' waits at place 2."),
        row(new State.Running(), "'state':'running'", "The call of 'scan' is running."),
        row(
            done(new Success(FOUND)),
            failed + "'result':{'hosts':['a']}",
            "The call of 'scan' is done.",
            "one host"),
        row(
            done(new Failed(Fault.CRASHED, "It crashed.", FOUND)),
            failed
                + "'error_type':'execution_error','message':'It crashed.',"
                + "'result':{'hosts':['a']}",
            "The call of 'scan' failed: It crashed.",
            "one host"),
        row(
            done(new TimedOut(second, "Too late.", ToolOutput.NONE)),
            failed + "'error_type':'timeout','message':'Too late.'",
            "The call of 'scan' failed: Too late."),
        row(
            done(new Cancelled("Enough.", ToolOutput.NONE, true)),
            failed + "'error_type':'cancelled','message':'Enough.'",
            "The call of 'scan' failed: Enough."),
        row(
            done(new Rejected(Refusal.CIRCUIT_OPEN, "target 10.0.0.5", "Silent.", second)),
            failed + "'error_type':'circuit_breaker_open','message':'Silent.'",
            "The call of 'scan' failed: Silent."),
        row(
            done(new InvalidInput("No ports.")),
            failed + "'error_type':'validation_error','message':'No ports.'",
            "The call of 'scan' failed: No ports."),
        row(
            done(new OutOfScope("8.8.8.8", "default", "Not there.")),
            failed + "'error_type':'out_of_scope','message':'Not there.'",
            "The call of 'scan' failed: Not there."));
  }

  @ParameterizedTest
  @MethodSource("states")
  void theCallerIsToldWhatBecameOfACall(State state, String fields, List<String> texts) {
    fixture.queue.tell(HANDLE, "ann", new QueuedCall("scan", QUEUED, state));
    ToolOutput output = told(HANDLE);
    ObjectNode expected =
        json("{'handle':'%s','tool':'scan','queued_at':'%s',%s}".formatted(HANDLE, QUEUED, fields));
    assertEquals(expected, output.structured().orElseThrow());
    assertEquals(
        texts, output.content().stream().map(block -> ((Content.Text) block).text()).toList());
  }

  @Test
  void aHandleOfAnEarlierVersionLeadsToItsCall() {
    fixture.queue.tell(HANDLE, "ann", new QueuedCall("scan", QUEUED, new State.Running()));
    String earlier = HANDLE + "89abcdef";
    assertEquals(earlier, told(earlier).structured().orElseThrow().path("handle").asText());
  }

  @Test
  void othersAreToldNothing() {
    fixture.queue.tell(HANDLE, "ann", new QueuedCall("scan", QUEUED, new State.Running()));
    String none = "{'handle':'" + "0".repeat(32) + "'}";
    assertEquals(
        run(none, ANN),
        run(
            "{'handle':'" + HANDLE + "'}",
            caller("bob", Permission.SCAN_RUN, Permission.OPS_READ)));
    String[] bad = {
      "{}",
      "{'handle':1}",
      "{'handle':'x'}",
      none,
      "{'handle':'" + "0".repeat(36) + "'}",
      "{'handle':'" + "A".repeat(32) + "'}",
      "{'other':1}"
    };
    for (String arguments : bad) {
      assertInstanceOf(InvalidInput.class, run(arguments, ANN), arguments);
    }
  }
}
