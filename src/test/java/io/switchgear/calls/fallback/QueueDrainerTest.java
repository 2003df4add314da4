package io.switchgear.calls.fallback;

import static io.switchgear.tool.HeldTools.call;
import static io.switchgear.tool.HeldTools.caller;
import static io.switchgear.tool.HeldTools.json;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.switchgear.store.CallQueue.Adding;
import io.switchgear.store.QueuedCall;
import io.switchgear.store.QueuedCall.State;
import io.switchgear.testing.Await;
import io.switchgear.tool.Caller;
import io.switchgear.tool.Caller.Permission;
import io.switchgear.tool.Deadline;
import io.switchgear.tool.Dialogue;
import io.switchgear.tool.HeldTools;
import io.switchgear.tool.HeldTools.Held;
import io.switchgear.tool.Planning;
import io.switchgear.tool.Progress;
import io.switchgear.tool.Question.Kind;
import io.switchgear.tool.Tool;
import io.switchgear.tool.ToolCall;
import io.switchgear.tool.ToolOutcome;
import io.switchgear.tool.ToolOutcome.Cancelled;
import io.switchgear.tool.ToolOutcome.Failed;
import io.switchgear.tool.ToolOutcome.Fault;
import io.switchgear.tool.ToolOutcome.InvalidInput;
import io.switchgear.tool.ToolOutcome.Refusal;
import io.switchgear.tool.ToolOutcome.Rejected;
import io.switchgear.tool.ToolOutcome.Success;
import io.switchgear.tool.ToolOutput;
import io.switchgear.tool.ToolPlan;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.Semaphore;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class QueueDrainerTest {

  private static final Duration SOON = Duration.ofMillis(2);
  private static final Caller ANN = caller("ann", Permission.SCAN_RUN);
  private static final ToolOutcome DONE =
      new Success(ToolOutput.of("one host", json("{'hosts':['a']}")));

  private final TestStores fixture = new TestStores();
  private final HeldTools tools = new HeldTools().with("scan", true);
  private final Semaphore asked = new Semaphore(0);
  private volatile boolean open;
  private QueueDrainer drainer;

  @AfterEach
  void close() {
    if (drainer != null) {
      drainer.close();
    }
    fixture.close();
  }

  private void start() {
    start(CurrentPermissions.AS_QUEUED);
  }

  private void start(CurrentPermissions permissions) {
    drainer =
        QueueDrainer.start(tools, fixture.stores, Set.of("scan"), this::admits, permissions, SOON);
  }

  private boolean admits(String tool) {
    asked.release();
    return !open;
  }

  /** Until the drainer has found the breaker as it is now, and gone back to rest. */
  private void awaitRounds() throws InterruptedException {
    asked.drainPermits();
    Await.permits("the asked", asked, 3);
  }

  private String queue(String arguments) {
    ToolCall call = call("scan", arguments, ANN);
    return assertInstanceOf(
            Adding.Added.class,
            fixture
                .stores
                .queue()
                .add("scan", QueuedCalls.kept(ToolPlan.of(call)), "ann", TestStores.START))
        .call()
        .handle();
  }

  private QueuedCall find(String handle) {
    return fixture.stores.queue().find(handle).orElseThrow();
  }

  @Test
  void queuedCallsRunOneByOneInTheirOrderOnceTheToolIsBack() throws InterruptedException {
    String first = queue("{'n':1}");
    String second = queue("{'n':2}");
    open = true;
    start();
    awaitRounds();
    assertEquals(0, tools.uncollected());
    open = false;
    Held one = tools.next();
    assertEquals(json("{'n':1}"), one.call.arguments());
    assertEquals(ANN, one.call.caller());
    assertEquals(State.RUNNING, find(first).state());
    assertFalse(tools.holdsMore());
    one.end(DONE);
    Held two = tools.next();
    assertEquals(json("{'n':2}"), two.call.arguments());
    assertEquals(State.DONE, find(first).state());
    two.end(new Failed(Fault.CRASHED, "It crashed."));
    drainer.close();
    assertEquals(
        "execution_error", find(second).outcome().orElseThrow().path("error_type").asText());
    assertEquals("It crashed.", find(second).outcome().orElseThrow().path("message").asText());
  }

  @Test
  void aRefusedCallKeepsItsPlace() {
    String first = queue("{'n':1}");
    queue("{'n':2}");
    start();
    tools.next().end(new Rejected(Refusal.BULKHEAD_FULL, "scan", "Full.", Duration.ofSeconds(1)));
    Held again = tools.next();
    assertEquals(json("{'n':1}"), again.call.arguments());
    assertEquals(2, find(first).attempts());
    again.end(DONE);
    assertEquals(json("{'n':2}"), tools.next().call.arguments());
  }

  @Test
  void aSilentTargetIsAnAnswerAndHoldsUpNobody() {
    String first = queue("{'n':1}");
    queue("{'n':2}");
    start();
    tools
        .next()
        .end(
            new Rejected(
                Refusal.CIRCUIT_OPEN, "target 10.0.0.5", "Silent.", Duration.ofSeconds(1)));
    assertEquals(json("{'n':2}"), tools.next().call.arguments());
    assertEquals(State.DONE, find(first).state());
  }

  @Test
  void whatTheShutdownEndsWaitsForTheNextStart() {
    String handle = queue("{'n':1}");
    start();
    Held run = tools.next();
    drainer.stop();
    run.end(new Cancelled("The server goes down.", ToolOutput.NONE));
    drainer.close();
    assertEquals(State.WAITING, find(handle).state());
  }

  @Test
  void whatADeadProcessHadClaimedRunsAgain() {
    String handle = queue("{'n':1}");
    fixture.stores.queue().claimNext("scan", TestStores.START);
    start();
    assertEquals(json("{'n':1}"), tools.next().call.arguments());
    assertEquals(State.RUNNING, find(handle).state());
  }

  @Test
  void aResultTooLargeToKeepIsSaidToBe() {
    String handle = queue("{'n':1}");
    start();
    tools.next().end(new Success(ToolOutput.text("x".repeat(2 << 20))));
    queue("{'n':2}");
    tools.next();
    ObjectNode outcome = find(handle).outcome().orElseThrow();
    assertEquals("resource_exhausted", outcome.path("error_type").asText());
  }

  @Test
  void aBugInTheToolEndsItsCallAlone() {
    String handle = queue("{'n':1}");
    queue("{'n':2}");
    start();
    tools.next().fail(new IllegalStateException("bug"));
    tools.next();
    assertEquals(
        "execution_error", find(handle).outcome().orElseThrow().path("error_type").asText());
  }

  /** Plans and runs. */
  private static ToolOutcome run(Tool tool, String arguments, Caller caller) {
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
    ToolOutcome outcome =
        run(new QueuedCallTool(fixture.stores), "{'handle':'" + handle + "'}", ANN);
    ToolOutput output = assertInstanceOf(Success.class, outcome, outcome::toString).output();
    assertEquals(
        Optional.empty(),
        new OutputConformance(new QueuedCallTool(fixture.stores).descriptor())
            .problem(output.structured().orElseThrow()));
    return output;
  }

  @Test
  void whatAHumanAgreedToTravelsWithTheCall() {
    Dialogue agreed =
        new Dialogue(
            Set.of(Kind.FORM, Kind.ROOTS),
            Map.of("intrusive", json("{'action':'accept','content':{'allow':true}}")),
            Optional.of(json("{'options':'vuln'}")));
    start();
    for (Dialogue dialogue : List.of(agreed, agreed.unanswered(), Dialogue.NONE)) {
      ToolCall call = new ToolCall("1", "scan", json("{'n':1}"), ANN, dialogue);
      fixture
          .stores
          .queue()
          .add("scan", QueuedCalls.kept(ToolPlan.of(call)), "ann", TestStores.START);
      Held run = tools.next();
      assertEquals(dialogue, run.call.dialogue());
      run.end(DONE);
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"scan:run", "scan:intrusive", "scan:run ops:write"})
  void aCallRunsWithThePermissionsThatAreLeft(String left) {
    queue("{'n':1}");
    Caller now = new Caller("ann", permissions(left));
    start(queued -> Optional.of(now));
    assertEquals(now, tools.next().call.caller());
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "tools:read", "ops:write"})
  void aCallWhoseScopeWasWithdrawnIsRefusedAndItsCallerTold(String left) {
    String handle = queue("{'n':1}");
    start(
        queued -> Optional.of(new Caller("ann", permissions(left))).filter(one -> !left.isEmpty()));
    Await.until("the end of the call", () -> find(handle).state() == State.DONE);
    ObjectNode told = told(handle).structured().orElseThrow();
    assertEquals("out_of_scope", told.path("error_type").asText());
    assertEquals(0, tools.uncollected());
  }

  private static Set<Permission> permissions(String scopes) {
    return Arrays.stream(scopes.split(" "))
        .flatMap(scope -> Permission.of(scope).stream())
        .collect(Collectors.toSet());
  }

  @Test
  void theCallerIsToldWhatBecameOfACall() {
    queue("{'n':1}");
    String handle = queue("{'n':2}");
    ObjectNode waiting = told(handle).structured().orElseThrow();
    assertEquals("waiting", waiting.path("state").asText());
    assertEquals(2, waiting.path("position").asInt());
    start();
    tools.next().end(DONE);
    Held run = tools.next();
    assertEquals("running", told(handle).structured().orElseThrow().path("state").asText());
    run.end(DONE);
    drainer.close();
    ToolOutput done = told(handle);
    assertEquals("done", done.structured().orElseThrow().path("state").asText());
    assertEquals(json("{'hosts':['a']}"), done.structured().orElseThrow().path("result"));
    assertEquals(2, done.content().size());
  }

  @Test
  void aFailedCallIsToldWithItsMessage() {
    String handle = queue("{'n':1}");
    start();
    tools.next().end(new Failed(Fault.CRASHED, "It crashed."));
    drainer.close();
    ObjectNode json = told(handle).structured().orElseThrow();
    assertEquals("execution_error", json.path("error_type").asText());
    assertEquals("It crashed.", json.path("message").asText());
  }

  @Test
  void othersAreToldNothing() {
    String handle = queue("{'n':1}");
    QueuedCallTool tool = new QueuedCallTool(fixture.stores);
    String mine = "{'handle':'" + handle + "'}";
    String none = "{'handle':'" + "0".repeat(40) + "'}";
    assertEquals(run(tool, none, ANN), run(tool, mine, caller("bob", Permission.SCAN_RUN)));
    for (String bad : new String[] {"{}", "{'handle':1}", "{'handle':'x'}", none, "{'other':1}"}) {
      assertInstanceOf(InvalidInput.class, run(tool, bad, ANN));
    }
  }
}
