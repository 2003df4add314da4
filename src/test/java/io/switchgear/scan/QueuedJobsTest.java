package io.switchgear.scan;

import static io.switchgear.tool.HeldTools.call;
import static io.switchgear.tool.HeldTools.caller;
import static io.switchgear.tool.HeldTools.json;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.switchgear.calls.fallback.CallQueue.Adding;
import io.switchgear.calls.fallback.QueuedCall.State;
import io.switchgear.scan.job.JobAnswer;
import io.switchgear.scan.run.WorkerParts.Room;
import io.switchgear.store.JsonText;
import io.switchgear.store.Store;
import io.switchgear.testing.Await;
import io.switchgear.tool.Caller;
import io.switchgear.tool.Caller.Permission;
import io.switchgear.tool.Dialogue;
import io.switchgear.tool.HeldTools;
import io.switchgear.tool.HeldTools.Held;
import io.switchgear.tool.Question;
import io.switchgear.tool.Question.Kind;
import io.switchgear.tool.Questions;
import io.switchgear.tool.ToolCall;
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
import io.switchgear.tool.ToolPlan;
import java.time.Duration;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Queued calls on the engine of jobs. */
@Tag("network")
class QueuedJobsTest {

  private static final Caller ANN = caller("ann", Permission.SCAN_RUN);
  private static final Duration SECOND = Duration.ofSeconds(1);
  private static final ToolOutcome DONE =
      new Success(ToolOutput.of("one host", json("{'hosts':['a']}")));
  private static final Rejected FULL = new Rejected(Refusal.BULKHEAD_FULL, "scan", "Full.", SECOND);

  private final Store store = Store.inMemory();
  private final HeldTools tools = new HeldTools().with("scan", true).with("other", true);
  private HeldEngine node;

  @AfterEach
  void close() {
    if (node != null) {
      node.close();
    }
    store.close();
  }

  private void start() {
    start(Map.of(), Optional::of);
  }

  private void start(Map<String, String> settings, Function<Caller, Optional<Caller>> permissions) {
    Map<String, String> overrides = new HashMap<>();
    settings.forEach((key, value) -> overrides.put("switchgear." + key, value));
    node = new HeldEngine(store, tools, overrides, permissions);
  }

  private void crashAndStart() {
    node.close();
    start();
  }

  private String queue(int number) {
    return queue("scan", number);
  }

  private String queue(String tool, int number) {
    return node.queue(call(tool, "{'n':" + number + "}", ANN));
  }

  private Held next(int number) {
    Held run = tools.next();
    assertEquals(json("{'n':" + number + "}"), run.call.arguments());
    return run;
  }

  private ToolOutcome outcome(String handle) {
    return node.done(handle, ANN).outcome();
  }

  @Test
  void queuedCallsRunInTheirOrderOnceTheToolIsBack() {
    start();
    node.closed("scan");
    List<String> handles = List.of(queue(1), queue(2), queue(3));
    for (int n = 0; n < handles.size(); n++) {
      node.awaitState(handles.get(n), ANN, new State.Waiting(n + 1));
    }
    assertEquals(0, tools.uncollected());
    node.room("scan", new Room(1, ""));
    Held one = next(1);
    assertEquals(ANN, one.call.caller());
    node.awaitState(handles.get(0), ANN, new State.Running());
    assertFalse(tools.holdsMore());
    one.end(DONE);
    Held two = next(2);
    assertEquals(DONE, outcome(handles.get(0)));
    Failed crashed = new Failed(Fault.CRASHED, "It crashed.");
    two.end(crashed);
    assertEquals(crashed, outcome(handles.get(1)));
    next(3).end(DONE);
    assertEquals(DONE, outcome(handles.get(2)));
  }

  /** A half-open breaker has room for one call. */
  @Test
  void aHalfOpenBreakerGetsTheOldestCallAsItsProbe() {
    start();
    node.closed("scan");
    queue(1);
    queue(2);
    node.room("scan", new Room(1, ""));
    next(1).end(new Rejected(Refusal.CIRCUIT_OPEN, "scan", "All probes are in use.", SECOND));
    next(1).end(DONE);
    next(2).end(DONE);
  }

  @Test
  void aRefusedCallKeepsItsPlace() {
    start();
    String first = queue(1);
    queue(2);
    next(1).end(FULL);
    Await.until("the call to wait", () -> node.find(first, ANN).state() instanceof State.Waiting);
    next(1).end(DONE);
    next(2).end(DONE);
  }

  @Test
  void aSilentTargetIsAnAnswerAndHoldsUpNobody() {
    start();
    String first = queue(1);
    queue(2);
    Rejected silent = new Rejected(Refusal.CIRCUIT_OPEN, "target 10.0.0.5", "Silent.", SECOND);
    next(1).end(silent);
    next(2).end(DONE);
    assertEquals(silent, outcome(first));
  }

  @Test
  void aCallThatTheShutdownEndsRunsAfterTheNextStart() {
    start();
    String handle = queue(1);
    Held run = next(1);
    node.engine.stop();
    run.end(new Cancelled("The server goes down.", ToolOutput.NONE));
    node.awaitState(handle, ANN, new State.Waiting(1));
    crashAndStart();
    next(1).end(DONE);
    assertEquals(DONE, outcome(handle));
  }

  @Test
  void aCallThatRanWhenTheProcessDiedRunsAgain() {
    start();
    String handle = queue(1);
    next(1);
    crashAndStart();
    next(1).end(DONE);
    assertEquals(DONE, outcome(handle));
  }

  @Test
  void aCallThatAnOperatorEndsIsNotRunAgain() {
    start();
    String handle = queue(1);
    Cancelled ended = new Cancelled("olga ended it.", ToolOutput.NONE, true);
    next(1).end(ended);
    assertEquals(ended, outcome(handle));
    assertEquals(1, tools.uncollected());
  }

  @Test
  void aCallCanBeCancelledAsAJob() {
    start();
    node.closed("scan");
    String waiting = queue(1);
    assertInstanceOf(
        JobAnswer.Done.class, Await.result("the order", node.engine.jobs().cancel(waiting, ANN)));
    Cancelled ended = assertInstanceOf(Cancelled.class, outcome(waiting));
    assertTrue(ended.ordered());
    assertEquals(0, tools.uncollected());
  }

  @Test
  void aResultThatIsTooLargeToBeStoredIsSaidToBe() {
    start();
    String handle = queue(1);
    next(1).end(new Success(ToolOutput.text("x".repeat(JsonText.MAX_BYTES))));
    Failed failed = assertInstanceOf(Failed.class, outcome(handle));
    assertEquals(Fault.RESOURCE_EXHAUSTED, failed.fault());
  }

  @Test
  void aBugInTheToolEndsItsCallAlone() {
    start();
    String handle = queue(1);
    queue(2);
    next(1).fail(new IllegalStateException("bug"));
    next(2).end(DONE);
    assertEquals(Fault.CRASHED, assertInstanceOf(Failed.class, outcome(handle)).fault());
  }

  /** Nobody is there to answer. */
  @Test
  void aCallThatAsksIsDone() {
    start();
    String handle = queue(1);
    Questions questions =
        Questions.one(
            "sure", new Question.Form("Sure?", json("{'type':'object'}")), Optional.empty());
    next(1).end(new InvalidInput("A human must agree.", Optional.of(questions)));
    assertEquals(
        "A human must agree.", assertInstanceOf(InvalidInput.class, outcome(handle)).message());
  }

  @ParameterizedTest
  @ValueSource(strings = {"{\"n\":1}", "{\"plan\":{\"call\":7}}", "[1]", "", "{"})
  void aRowThatCannotBeReadEndsAlone(String definition) {
    start(Map.of("jobs.max-running", "1"), Optional::of);
    node.closed("scan");
    String unreadable = queue(1);
    store
        .sql()
        .write(
            handle ->
                handle.execute(
                    "UPDATE scan_job SET definition = ? WHERE id = ?", definition, unreadable));
    queue(2);
    crashAndStart();
    next(2).end(DONE);
    Failed failed = assertInstanceOf(Failed.class, outcome(unreadable));
    assertTrue(failed.message().contains("cannot be read"), failed::message);
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
      node.queue(new ToolCall("1", "scan", json("{'n':1}"), ANN, dialogue));
      Held run = tools.next();
      assertEquals(dialogue, run.call.dialogue());
      run.end(DONE);
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"scan:run", "scan:intrusive", "scan:run ops:write"})
  void aCallRunsWithThePermissionsThatAreLeft(String left) {
    Caller now = new Caller("ann", permissions(left));
    start(Map.of(), queued -> Optional.of(now));
    queue(1);
    assertEquals(now, tools.next().call.caller());
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "tools:read", "ops:write"})
  void aCallWhosePermissionWasWithdrawnIsRefused(String left) {
    start(
        Map.of(),
        queued -> Optional.of(new Caller("ann", permissions(left))).filter(one -> !left.isEmpty()));
    assertInstanceOf(OutOfScope.class, outcome(queue(1)));
    assertEquals(0, tools.uncollected());
  }

  private static Set<Permission> permissions(String scopes) {
    return Arrays.stream(scopes.split(" "))
        .flatMap(scope -> Permission.of(scope).stream())
        .collect(Collectors.toSet());
  }

  @Test
  void callsOfABrokenToolLeaveRoomForThoseOfOthers() {
    start(Map.of("jobs.max-running", "2", "jobs.max-running-per-principal", "2"), Optional::of);
    node.closed("scan");
    for (int n = 1; n <= 6; n++) {
      queue(n);
    }
    queue("other", 7);
    next(7).end(DONE);
    node.room("scan", new Room(1, ""));
    for (int n = 1; n <= 6; n++) {
      next(n).end(DONE);
    }
  }

  @Test
  void aCallThatWaitedForTooLongIsNotRun() {
    start(Map.of("fallback.keep", "1m"), Optional::of);
    node.closed("scan");
    String handle = queue(1);
    store
        .sql()
        .write(
            row ->
                row.execute("UPDATE scan_job SET deadline_at = created_at WHERE id = ?", handle));
    crashAndStart();
    node.closed("scan");
    assertInstanceOf(TimedOut.class, outcome(handle));
  }

  @Test
  void aCallThatNeverGotItsTurnEndsAtItsDeadline() {
    start(Map.of("jobs.max-running", "1"), Optional::of);
    queue(1);
    next(1);
    String handle = queue(2);
    store
        .sql()
        .write(
            row ->
                row.execute("UPDATE scan_job SET deadline_at = created_at WHERE id = ?", handle));
    assertInstanceOf(TimedOut.class, outcome(handle));
    assertEquals(Optional.empty(), node.engine.table().find(handle).orElseThrow().startedAt());
  }

  @Test
  void onlyItsPrincipalFindsACallAndOtherJobsAreNone() {
    start();
    node.closed("scan");
    String handle = queue(1);
    Caller operator = caller("bob", Permission.OPS_WRITE, Permission.SCAN_RUN);
    assertEquals(Optional.empty(), Await.result("nothing", node.queue().find(handle, operator)));
    JobAnswer started =
        Await.result(
            "the job", node.engine.jobs().start(ToolPlan.of(call("scan", "{'n':2}", ANN)), true));
    String job = assertInstanceOf(JobAnswer.Started.class, started).job().id();
    assertEquals(Optional.empty(), Await.result("nothing", node.queue().find(job, ANN)));
    assertTrue(Await.result("the job", node.engine.jobs().find(handle, ANN)).isPresent());
    assertEquals(1, ((State.Waiting) node.find(handle, ANN).state()).position());
  }

  @Test
  void aPlanThatIsTooLargeIsRefused() {
    start();
    ToolCall large = call("scan", "{'n':'" + "x".repeat(JsonText.MAX_BYTES) + "'}", ANN);
    assertEquals(
        new Adding.TooLarge(JsonText.MAX_BYTES),
        Await.result("the refusal", node.queue().add(ToolPlan.of(large))));
    String halfACharacter = node.queue(call("scan", "{'n':'\ud800'}", ANN));
    assertEquals("\ud800", tools.next().call.arguments().path("n").asText());
    assertFalse(halfACharacter.isEmpty());
  }
}
