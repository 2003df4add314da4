package io.switchgear.cluster.remote;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.switchgear.breaker.BreakerState;
import io.switchgear.calls.step.SteppedTools;
import io.switchgear.cluster.ClusterLab;
import io.switchgear.cluster.ClusterLab.LabNode;
import io.switchgear.cluster.place.NodeState;
import io.switchgear.cluster.place.ToolState;
import io.switchgear.cluster.view.BreakerView;
import io.switchgear.testing.Await;
import io.switchgear.tool.Caller;
import io.switchgear.tool.Dialogue;
import io.switchgear.tool.HeldTools;
import io.switchgear.tool.LogLevel;
import io.switchgear.tool.Progress;
import io.switchgear.tool.Question;
import io.switchgear.tool.ToolCall;
import io.switchgear.tool.ToolOutcome;
import io.switchgear.tool.ToolOutcome.Cancelled;
import io.switchgear.tool.ToolOutcome.Failed;
import io.switchgear.tool.ToolOutcome.Fault;
import io.switchgear.tool.ToolOutcome.Refusal;
import io.switchgear.tool.ToolOutcome.Rejected;
import io.switchgear.tool.ToolOutcome.Success;
import io.switchgear.tool.ToolOutput;
import io.switchgear.tool.ToolRun;
import io.switchgear.tool.ToolRun.StopReason;
import io.switchgear.tool.TraceContext;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.LinkedBlockingQueue;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestMethodOrder;

/** Calls of one node's clients that run on other nodes, of one cluster that loses its nodes. */
@Tag("network")
@Tag("process")
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
class RemoteCallsTest {

  private static final String SCAN = "scan";
  private static final String ONCE = "once";

  private final ClusterLab lab = new ClusterLab("a");
  private final Map<String, HeldTools> tools = new HashMap<>();
  private final Map<String, Map<String, ToolState>> states = new HashMap<>();
  private final Map<String, BreakerView> views = new HashMap<>();
  private SteppedTools ofA;

  @BeforeAll
  void start() {
    lab.startAll("a", "b", "c", "d");
    for (String name : List.of("a", "b", "c", "d")) {
      LabNode node = lab.node(name);
      HeldTools held = new HeldTools().with(SCAN, true).with(ONCE, false);
      tools.put(name, held);
      Map<String, ToolState> own = new ConcurrentHashMap<>();
      states.put(name, own);
      set(name, BreakerState.OPEN);
      views.put(
          name,
          BreakerView.start(
              node.system(), name, node.members(), () -> Map.copyOf(own), System::nanoTime));
      RemoteCalls.start(node.system(), node.members(), held);
    }
    LabNode a = lab.node("a");
    Hops hops = Hops.start(a.system(), "a", a.members());
    Await.until(
        "the nodes that take calls", () -> List.of("b", "c", "d").stream().allMatch(hops::knows));
    ofA =
        SteppedTools.of(
            new PlacedCalls(
                new PlacedCalls.Parts(
                    views.get("a"),
                    hops,
                    tool -> true,
                    tool -> Optional.ofNullable(states.get("a").get(tool)),
                    tools.get("a")::find,
                    tool -> false)),
            tools.get("a"));
  }

  @AfterAll
  void end() {
    lab.close();
  }

  private void set(String node, BreakerState state) {
    boolean open = state == BreakerState.OPEN;
    ToolState tool =
        new ToolState(
            state,
            open ? Duration.ofSeconds(30) : Duration.ZERO,
            open ? 0 : 10,
            0,
            false,
            Optional.empty());
    states.get(node).put(SCAN, tool);
    states.get(node).put(ONCE, tool);
  }

  /** Opens all breakers but those of these nodes, and waits until node a has seen it. */
  private void only(String... closed) {
    Set<String> wanted = Set.of(closed);
    states
        .keySet()
        .forEach(
            node -> set(node, wanted.contains(node) ? BreakerState.CLOSED : BreakerState.OPEN));
    Await.until(
        "the view of a",
        () -> views.get("a").others(),
        () ->
            views.get("a").others().stream()
                .filter(NodeState::reachable)
                .allMatch(node -> isClosed(node) == wanted.contains(node.node())));
  }

  private static boolean isClosed(NodeState node) {
    return Optional.ofNullable(node.tools().get(SCAN))
        .filter(tool -> tool.state() == BreakerState.CLOSED)
        .isPresent();
  }

  private ToolRun call(String tool, String arguments) {
    return ofA.call(HeldTools.call(tool, arguments), Progress.NONE);
  }

  private static ToolOutcome found(String text) {
    return new Success(ToolOutput.text(text));
  }

  @Test
  @Order(1)
  void aCallStaysWhereTheBreakerAdmitsIt() {
    only("a", "b", "c");
    ToolRun run = call(SCAN, "{}");
    tools.get("a").next().end(found("here"));
    assertEquals(found("here"), HeldTools.outcome(run));
  }

  @Test
  @Order(2)
  void elseItRunsOnANodeThatAdmitsItAsItIs() {
    only("b");
    TraceContext trace =
        TraceContext.parse(
                "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01", "vendor=1", null)
            .orElseThrow();
    ToolCall call =
        new ToolCall(
            "7",
            SCAN,
            HeldTools.json("{'targets':['10.0.0.7']}"),
            new Caller("ann", Set.of(Caller.Permission.SCAN_RUN)),
            Optional.of(Duration.ofSeconds(40)),
            new Dialogue(Set.of(Question.Kind.values()), Map.of(), Optional.empty()),
            Optional.of(trace));
    BlockingQueue<String> told = new LinkedBlockingQueue<>();
    ToolRun run =
        ofA.call(
            call,
            new Progress() {
              @Override
              public void report(double done, double total, String message) {
                told.add("%.0f of %.0f: %s".formatted(done, total, message));
              }

              @Override
              public void log(LogLevel level, String logger, String message) {
                told.add(level + " " + logger + ": " + message);
              }
            });
    HeldTools.Held held = tools.get("b").next();
    assertEquals(call.withId("a/7"), held.call);
    held.progress.report(1, Double.NaN, "one");
    assertEquals("1 of NaN: one", Await.next("the first report", told));
    held.progress.report(2, 4, "two");
    held.progress.report(3, 4, "three");
    held.progress.log(LogLevel.WARNING, "scan", "slow");
    Await.until("the last report", told::toString, () -> told.contains("3 of 4: three"));
    assertTrue(told.contains("WARNING scan: slow"), told::toString);
    held.end(found("there"));
    assertEquals(found("there"), HeldTools.outcome(run));
    assertFalse(tools.get("a").holdsMore());
  }

  @Test
  @Order(3)
  void largeCallsAndAnswersArriveWhole() {
    only("b");
    String targets = "10.0.0.1,".repeat(40_000);
    ToolRun run = call(ONCE, "{'targets':'" + targets + "'}");
    HeldTools.Held held = tools.get("b").next();
    assertEquals(targets, held.call.arguments().path("targets").textValue());
    StringBuilder large = new StringBuilder();
    new java.util.Random(1).ints(3_000_000, ' ', '~').forEach(each -> large.append((char) each));
    ToolOutcome whole = found(large.toString());
    held.end(whole);
    assertEquals(whole, HeldTools.outcome(run));
  }

  @Test
  @Order(4)
  void everyKindOfOutcomeComesBack() {
    only("b");
    List<ToolOutcome> outcomes =
        List.of(
            new Failed(Fault.CRASHED, "it crashed", ToolOutput.text("until then")),
            new ToolOutcome.TimedOut(Duration.ofSeconds(3), "late", ToolOutput.NONE),
            new Rejected(Refusal.CIRCUIT_OPEN, SCAN, "open", Duration.ofMillis(1500)),
            new Cancelled("by an operator", ToolOutput.text("found"), true),
            new ToolOutcome.InvalidInput("no such option"),
            new ToolOutcome.OutOfScope("10.0.0.7", "allow 127.0.0.0/8", "not permitted"));
    for (ToolOutcome outcome : outcomes) {
      ToolRun run = call(ONCE, "{}");
      tools.get("b").next().end(outcome);
      assertEquals(outcome, HeldTools.outcome(run));
    }
    ToolRun run = call(ONCE, "{}");
    tools.get("b").next().fail(new IllegalStateException("a bug"));
    Failed failed = assertInstanceOf(Failed.class, HeldTools.outcome(run));
    assertTrue(failed.message().contains("a bug"), failed::message);
  }

  /** What cannot be sent is told, and does not disturb what comes later. */
  @Test
  @Order(5)
  void whatCannotBeSentIsTold() {
    only("b");
    ToolRun half = call(ONCE, "{'targets':['\\ud800']}");
    HeldTools.Held held = tools.get("b").next();
    assertEquals("\ufffd", held.call.arguments().at("/targets/0").textValue());
    held.end(found("\udc00 found"));
    assertEquals(found("\ufffd found"), HeldTools.outcome(half));

    // Longer than the window of the compression, so that it stays as large.
    StringBuilder block = new StringBuilder();
    new java.util.Random(1).ints(1 << 20, 'a', 'z').forEach(each -> block.append((char) each));
    ObjectNode large = HeldTools.json("{}").put("targets", block.toString().repeat(66));
    Map<String, ObjectNode> unsendable =
        Map.of("cannot be sent", deep(), "at most 67,108,864", large);
    unsendable.forEach(
        (why, arguments) -> {
          ToolCall call = HeldTools.call(ONCE, "{}").with(arguments);
          ToolOutcome.InvalidInput told =
              assertInstanceOf(
                  ToolOutcome.InvalidInput.class, HeldTools.outcome(ofA.call(call, Progress.NONE)));
          assertTrue(told.message().contains(why), told::message);
        });
    assertFalse(tools.get("b").holdsMore());

    ToolRun run = call(SCAN, "{}");
    tools.get("b").next().end(new Success(ToolOutput.of("found", deep())));
    Failed failed = assertInstanceOf(Failed.class, HeldTools.outcome(run));
    assertEquals(Fault.OUTPUT_UNREADABLE, failed.fault());
    assertFalse(tools.get("b").holdsMore(), "it does not run again");
  }

  private static ObjectNode deep() {
    ObjectNode deep = HeldTools.json("{}");
    ObjectNode inner = deep;
    for (int level = 0; level < 2_000; level++) {
      inner = inner.putObject("in");
    }
    return deep;
  }

  /** A caller that breaks on a report has an end all the same. */
  @Test
  @Order(6)
  void aBugOfTheCallerEndsTheCall() {
    only("b");
    ToolRun run =
        ofA.call(
            HeldTools.call(ONCE, "{}"),
            (done, total, message) -> {
              throw new IllegalStateException("a bug");
            });
    HeldTools.Held held = tools.get("b").next();
    held.progress.report(1, 2, "half");
    assertEquals(Fault.NODE_LOST, assertInstanceOf(Failed.class, HeldTools.outcome(run)).fault());
    Await.until("the stop", held::wasStopped);
  }

  @Test
  @Order(7)
  void aStopReachesTheRun() {
    only("b");
    ToolRun run = call(SCAN, "{}");
    HeldTools.Held held = tools.get("b").next();
    run.stop(StopReason.CANCELLED);
    Cancelled cancelled = assertInstanceOf(Cancelled.class, HeldTools.outcome(run));
    assertEquals(ToolOutput.text("found until then"), cancelled.partial());
    assertTrue(held.wasStopped());
  }

  @Test
  @Order(8)
  void whereNoNodeAdmitsItTheSoonestRetryIsTold() {
    only();
    states
        .get("c")
        .put(
            SCAN,
            new ToolState(BreakerState.OPEN, Duration.ofSeconds(9), 0, 0, false, Optional.empty()));
    Await.until(
        "the view of a",
        () -> views.get("a").others(),
        () -> views.get("a").others().toString().contains("PT9S"));
    Rejected rejected = assertInstanceOf(Rejected.class, HeldTools.outcome(call(SCAN, "{}")));
    assertEquals(Refusal.CIRCUIT_OPEN, rejected.refusal());
    assertTrue(rejected.retryAfter().compareTo(Duration.ofSeconds(9)) <= 0, rejected::toString);
    assertTrue(rejected.message().contains("any node"), rejected::message);
  }

  /** The node is lost: only a call that may run twice runs again. */
  @Test
  @Order(9)
  void aLostNodeIsTold() {
    only("b");
    ToolRun once = call(ONCE, "{}");
    ToolRun scan = call(SCAN, "{}");
    ToolRun stopped = call(SCAN, "{'n':2}");
    tools.get("b").next();
    tools.get("b").next();
    tools.get("b").next();
    only("b", "c");
    lab.kill("b");
    stopped.stop(StopReason.CANCELLED);
    Failed lost = assertInstanceOf(Failed.class, HeldTools.outcome(once));
    assertEquals(Fault.NODE_LOST, lost.fault());
    assertTrue(lost.message().contains("'b'"), lost::message);
    HeldTools.Held again = tools.get("c").next();
    assertEquals(SCAN, again.call.tool());
    again.end(found("at last"));
    assertEquals(found("at last"), HeldTools.outcome(scan));
    assertInstanceOf(Cancelled.class, HeldTools.outcome(stopped));
    assertFalse(tools.get("c").holdsMore());
  }

  /** The caller's node is lost, so nobody waits for the run. */
  @Test
  @Order(10)
  void aRunForALostNodeIsStopped() {
    only("c");
    call(ONCE, "{}");
    HeldTools.Held held = tools.get("c").next();
    lab.kill("a");
    Await.until("the stop", held::wasStopped);
  }
}
