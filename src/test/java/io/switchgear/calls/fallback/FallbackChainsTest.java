package io.switchgear.calls.fallback;

import static io.switchgear.tool.HeldTools.call;
import static io.switchgear.tool.HeldTools.json;
import static io.switchgear.tool.HeldTools.outcome;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.switchgear.calls.step.SteppedTools;
import io.switchgear.config.FallbackSettings;
import io.switchgear.config.FallbackSettings.Cache;
import io.switchgear.config.FallbackSettings.Fixed;
import io.switchgear.config.FallbackSettings.OtherTool;
import io.switchgear.config.FallbackSettings.Queue;
import io.switchgear.config.FallbackSettings.Trigger;
import io.switchgear.tool.Caller;
import io.switchgear.tool.Content;
import io.switchgear.tool.Fallback;
import io.switchgear.tool.HeldTools;
import io.switchgear.tool.HeldTools.Held;
import io.switchgear.tool.Planning;
import io.switchgear.tool.Progress;
import io.switchgear.tool.ToolCall;
import io.switchgear.tool.ToolCatalog;
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
import io.switchgear.tool.ToolRun;
import io.switchgear.tool.ToolRun.StopReason;
import io.switchgear.tool.Verdict;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class FallbackChainsTest {

  private static final String SHAPE =
      "{'type':'object','properties':{'hosts':{'type':'array'}},'required':['hosts'],"
          + "'additionalProperties':false}";
  private static final String INPUT =
      "{'type':'object','properties':{'targets':{},'ports':{},'rate':{}}}";
  private static final String ASKED = "{'targets':['127.0.0.1'],'ports':'22','template':'quick'}";
  private static final Rejected OPEN =
      new Rejected(Refusal.CIRCUIT_OPEN, "scan", "It is open.", Duration.ofSeconds(9));
  private static final ToolOutput GOOD = ToolOutput.of("one host", json("{'hosts':['a']}"));

  private final TestStores fixture = new TestStores();
  private Planner planner = Planner.TRIVIAL;
  private final HeldTools tools =
      new HeldTools()
          .with("scan", true, INPUT, SHAPE)
          .with("other", true, INPUT, SHAPE)
          .with("loose", true);

  @AfterEach
  void close() {
    fixture.close();
  }

  private ToolCatalog falling(FallbackSettings.Step... steps) {
    return falling(Set.of(Trigger.OPEN, Trigger.FULL), steps);
  }

  private ToolCatalog falling(Set<Trigger> on, FallbackSettings.Step... steps) {
    return SteppedTools.of(
        List.of(
            new FallbackChains(
                tools,
                Map.of("scan", new FallbackSettings(List.of(steps), on)),
                Optional.of(fixture.stores),
                (tool, ended) -> Verdict.of(ended),
                call -> planner.plan(call)),
            new KeptAnswers("scan"::equals, Optional.of(fixture.stores))),
        tools);
  }

  private static ToolOutcome ask(ToolCatalog fallback) {
    return outcome(fallback.call(call("scan", ASKED), Progress.NONE));
  }

  private static ToolOutput answer(ToolOutcome outcome) {
    return assertInstanceOf(Success.class, outcome, outcome::toString).output();
  }

  private static String first(ToolOutput output) {
    return assertInstanceOf(Content.Text.class, output.content().getFirst()).text();
  }

  private static <T extends Fallback> T fallback(Class<T> kind, ToolOutput output) {
    return assertInstanceOf(kind, output.fallback().orElseThrow());
  }

  @Test
  void anAnswerIsKeptForThePrincipalThatGotIt() {
    ToolCatalog fallback = falling(new Cache(Duration.ofHours(1)));
    Caller ann = HeldTools.caller("ann", Caller.Permission.SCAN_RUN);
    Caller bob = HeldTools.caller("bob", Caller.Permission.SCAN_RUN);
    tools.answering("scan", new Success(GOOD));
    answer(outcome(fallback.call(call("scan", ASKED, ann), Progress.NONE)));
    tools.answering("scan", OPEN);
    for (Caller other : List.of(bob, Caller.LOCAL)) {
      assertTrue(
          tried(outcome(fallback.call(call("scan", ASKED, other), Progress.NONE)))
              .endsWith("cache (no answer to these arguments is stored)"));
    }
    ToolOutput own = answer(outcome(fallback.call(call("scan", ASKED, ann), Progress.NONE)));
    assertEquals(GOOD.structured(), own.structured());
  }

  @Test
  void theLastGoodAnswerStandsInAndSaysSo() {
    ToolCatalog fallback = falling(new Cache(Duration.ofHours(1)));
    tools.answering("scan", new Success(GOOD));
    assertEquals(Optional.empty(), answer(ask(fallback)).fallback());
    fixture.pass(Duration.ofSeconds(312));
    tools.answering("scan", OPEN);
    ToolOutput output = answer(ask(fallback));
    assertEquals(GOOD.structured(), output.structured());
    assertEquals(GOOD.content(), output.content().subList(1, output.content().size()));
    assertEquals(
        "This is not a new result: it is the answer that 'scan' gave 5 min ago.\n"
            + "Why the tool did not: It is open.",
        first(output));
    Fallback.Cached cached = fallback(Fallback.Cached.class, output);
    assertEquals(
        new Fallback.Cached(
            "It is open.", Optional.of(Duration.ofSeconds(9)), Duration.ofSeconds(312)),
        cached);
    assertEquals("cache_fallback", cached.source());
  }

  @Test
  void anAnswerToOtherArgumentsOrTooOldOneOrOneOfAnotherShapeIsNotGiven() {
    ToolCatalog fallback = falling(new Cache(Duration.ofHours(1)));
    tools.answering("scan", new Success(GOOD));
    outcome(fallback.call(call("scan", "{'targets':['127.0.0.2']}"), Progress.NONE));
    tools.answering("scan", OPEN);
    assertTrue(tried(ask(fallback)).endsWith("cache (no answer to these arguments is stored)"));

    tools.answering("scan", new Success(GOOD));
    ask(fallback);
    fixture.pass(Duration.ofHours(3));
    tools.answering("scan", OPEN);
    assertTrue(
        tried(ask(fallback))
            .endsWith("cache (the stored answer is 3 h old, and at most 60 min are allowed)"));

    tools.answering("scan", new Success(ToolOutput.of("x", json("{'old':1}"))));
    ask(fallback);
    tools.answering("scan", OPEN);
    assertTrue(
        tried(ask(fallback))
            .endsWith("cache (the stored answer is of an older version of the tool)"));
  }

  private static String tried(ToolOutcome outcome) {
    Rejected rejected = assertInstanceOf(Rejected.class, outcome, outcome::toString);
    assertEquals(OPEN.retryAfter(), rejected.retryAfter());
    String start = "It is open. The fallbacks had no answer either: ";
    assertTrue(rejected.message().startsWith(start), rejected::message);
    return rejected.message().substring(start.length());
  }

  @Test
  void anotherToolStandsInWithTheArgumentsThatItKnows() {
    ToolCatalog fallback = falling(new OtherTool("other", List.of("targets", "ports", "template")));
    tools.answering("scan", OPEN).answering("other", new Success(GOOD));
    ToolOutput output = answer(ask(fallback));
    tools.called();
    ToolCall passedOn = tools.called();
    assertEquals(json("{'targets':['127.0.0.1'],'ports':'22'}"), passedOn.arguments());
    assertEquals(GOOD.structured(), output.structured());
    assertEquals(
        new Fallback.Substituted(
            "It is open.", Optional.of(OPEN.retryAfter()), "other", List.of("template")),
        fallback(Fallback.Substituted.class, output));
    assertTrue(first(output).contains("'other' ran in place of 'scan'"), first(output));
    assertTrue(first(output).contains("without the arguments template"), first(output));
  }

  /** Dropped, the exclusion would have the other tool touch what the caller left out. */
  @Test
  void anotherToolLeavesOutWhatTheCallExcludesOrDoesNotStandIn() {
    tools.with(
        "careful", true, "{'type':'object','properties':{'targets':{},'exclude':{}}}", SHAPE);
    String asked = "{'targets':['10.0.0.0/30'],'exclude':['10.0.0.1']}";
    tools.answering("scan", OPEN).answering("careful", new Success(GOOD));
    ToolCatalog careful = falling(new OtherTool("careful", List.of("targets")));
    answer(outcome(careful.call(call("scan", asked), Progress.NONE)));
    tools.called();
    assertEquals(json(asked), tools.called().arguments());

    ToolCatalog careless = falling(new OtherTool("other", List.of("targets")));
    assertEquals(
        "tool other ('other' has no argument 'exclude', which the call needs)",
        tried(outcome(careless.call(call("scan", asked), Progress.NONE))));
    tools.called();
    assertEquals(0, tools.uncollected());
  }

  @Test
  void anotherToolsAnswerOfAnotherShapeIsGivenAsTextOnly() {
    ToolCatalog fallback = falling(new OtherTool("loose", List.of("targets")));
    tools
        .answering("scan", OPEN)
        .answering("loose", new Success(ToolOutput.of("found", json("{'x':1}"))));
    ToolOutput output = answer(ask(fallback));
    assertEquals(Optional.empty(), output.structured());
    assertEquals(new Content.Text("found"), output.content().getLast());
  }

  @Test
  void aWrittenAnswerStandsIn() {
    ToolCatalog fallback = falling(new Fixed("Ask Ann.", Optional.of(json("{'hosts':[]}"))));
    tools.answering("scan", OPEN);
    ToolOutput output = answer(ask(fallback));
    assertEquals(new Content.Text("Ask Ann."), output.content().getLast());
    assertEquals(json("{'hosts':[]}"), output.structured().orElseThrow());
    assertEquals("static_fallback", fallback(Fallback.Fixed.class, output).source());
  }

  @Test
  void theCallIsQueuedAndItsHandleTold() {
    ToolCatalog fallback = falling(new Queue());
    tools.answering("scan", OPEN);
    ask(fallback);
    ToolOutput output = answer(ask(fallback));
    Fallback.Queued queued = fallback(Fallback.Queued.class, output);
    assertEquals(2, queued.position());
    assertTrue(first(output).contains(queued.handle()), first(output));
    ToolPlan later = fixture.queue.plans().getLast();
    ToolCall asked = call("scan", ASKED);
    assertEquals(asked.arguments(), later.arguments());
    assertEquals(asked.caller(), later.caller());
    assertEquals("queue (its 2 places are taken)", tried(ask(fallback)));
  }

  @Test
  void aRejectedCallThatItsToolRefusesToPlanHasNoSubstituteAnswer() {
    ToolOutcome refusal = new ToolOutcome.InvalidInput("a human has to agree first");
    for (FallbackSettings.Step step : List.of(new Queue(), new Cache(Duration.ofHours(1)))) {
      planner = Planner.TRIVIAL;
      ToolCatalog fallback = falling(step);
      tools.answering("scan", new Success(GOOD));
      ask(fallback);
      tools.answering("scan", OPEN);
      planner = call -> CompletableFuture.completedFuture(new Planning.Refused(refusal));
      assertEquals(refusal, ask(fallback));
      assertEquals(List.of(), fixture.queue.plans());
    }
  }

  @Test
  void whatATargetRefusedIsNotQueued() {
    ToolCatalog fallback = falling(new Queue());
    tools.answering(
        "scan",
        new Rejected(
            Refusal.CIRCUIT_OPEN, "target 10.0.0.5", "It is silent.", Duration.ofSeconds(1)));
    Rejected rejected = assertInstanceOf(Rejected.class, ask(fallback));
    assertTrue(rejected.message().contains("a target's breaker refused the call"));
    assertEquals(List.of(), fixture.queue.plans());
  }

  @Test
  void theStepsAreTriedInTheirOrderUntilOneAnswers() {
    ToolCatalog fallback =
        falling(
            new Cache(Duration.ofHours(1)),
            new OtherTool("other", List.of("targets")),
            new Fixed("Ask Ann.", Optional.empty()));
    tools.answering("scan", OPEN).answering("other", new InvalidInput("ports are needed"));
    assertInstanceOf(Fallback.Fixed.class, answer(ask(fallback)).fallback().orElseThrow());
    assertEquals(
        "cache (no answer to these arguments is stored) tool other (ports are needed)",
        tried(
            ask(
                falling(
                    new Cache(Duration.ofHours(1)), new OtherTool("other", List.of("targets"))))));
  }

  @Test
  void aStepThatBreaksIsPassed() {
    ToolCatalog fallback =
        falling(new OtherTool("other", List.of()), new Fixed("Ask Ann.", Optional.empty()));
    tools
        .answering("scan", OPEN)
        .answering(
            "other",
            asked -> {
              throw new IllegalStateException("bug");
            });
    assertInstanceOf(Fallback.Fixed.class, answer(ask(fallback)).fallback().orElseThrow());
    fixture.close();
    assertEquals(
        "cache (it failed; see the log of the server)",
        tried(ask(falling(new Cache(Duration.ofHours(1))))));
  }

  @Test
  void onlyWhatIsConfiguredIsStoodInFor() {
    Fixed fixed = new Fixed("Ask Ann.", Optional.empty());
    Rejected full = new Rejected(Refusal.BULKHEAD_FULL, "scan", "Full.", Duration.ofSeconds(1));
    Failed crashed = new Failed(Fault.CRASHED, "Crashed.");
    Failed unreachable = new Failed(Fault.TARGET_UNREACHABLE, "Silent.");
    TimedOut late = new TimedOut(Duration.ofSeconds(3), "Late.", ToolOutput.NONE);
    List<ToolOutcome> never =
        List.of(
            new InvalidInput("no"),
            new OutOfScope("8.8.8.8", "default", "no"),
            new Cancelled("ended", ToolOutput.NONE),
            new Rejected(Refusal.RATE_LIMITED, "scan", "no", Duration.ofSeconds(1)),
            new Rejected(Refusal.SHUTTING_DOWN, "scan", "no", Duration.ofSeconds(1)),
            unreachable);
    Map<ToolOutcome, Trigger> triggers =
        Map.of(
            OPEN,
            Trigger.OPEN,
            full,
            Trigger.FULL,
            crashed,
            Trigger.FAILURE,
            late,
            Trigger.TIMEOUT);
    triggers.forEach(
        (ended, trigger) -> {
          tools.answering("scan", ended);
          for (Trigger only : Trigger.values()) {
            ToolOutcome got = ask(falling(Set.of(only), fixed));
            assertEquals(only == trigger, got instanceof Success, ended + " on " + only);
          }
        });
    for (ToolOutcome ended : never) {
      tools.answering("scan", ended);
      assertSame(ended, ask(falling(Set.of(Trigger.values()), fixed)));
    }
  }

  @Test
  void aStopReachesTheToolThatStandsIn() {
    ToolCatalog fallback =
        falling(
            new OtherTool("other", List.of("targets")), new Fixed("Ask Ann.", Optional.empty()));
    tools.answering("scan", OPEN);
    ToolRun run = fallback.call(call("scan", ASKED), Progress.NONE);
    Held other = tools.next();
    run.stop(StopReason.CANCELLED);
    assertTrue(other.wasStopped());
    Cancelled cancelled = assertInstanceOf(Cancelled.class, outcome(run));
    assertTrue(!cancelled.partial().isEmpty());
  }

  @Test
  void noStepIsBegunForACallThatWasStopped() {
    ToolCatalog fallback = falling(new Queue());
    ToolRun run = fallback.call(call("scan", ASKED), Progress.NONE);
    Held own = tools.next();
    run.stop(StopReason.CANCELLED);
    assertTrue(own.wasStopped());
    assertInstanceOf(Cancelled.class, outcome(run));
    assertEquals(List.of(), fixture.queue.plans());
  }

  @Test
  void chainsThatCannotWorkAreRefusedAtTheStart() {
    Map<FallbackSettings.Step, String> refusals =
        Map.of(
            new OtherTool("scan", List.of()),
            "a tool cannot stand in for itself; name another one",
            new OtherTool("nmpa", List.of()),
            "there is no tool 'nmpa'; enabled are loose, other, scan",
            new Fixed("", Optional.of(json("{'hosts':1}"))),
            "static.structured does not match the tool's output schema: /hosts integer found, array"
                + " expected");
    refusals.forEach(
        (step, message) ->
            assertEquals(
                "switchgear.tools.scan.fallback: " + message,
                assertThrows(IllegalArgumentException.class, () -> falling(step)).getMessage()));
  }
}
