package io.switchgear.calls.sharing;

import static io.switchgear.tool.HeldTools.call;
import static io.switchgear.tool.HeldTools.caller;
import static io.switchgear.tool.HeldTools.outcome;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertNotSame;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.switchgear.calls.step.SteppedTools;
import io.switchgear.testing.Await;
import io.switchgear.tool.Caller.Permission;
import io.switchgear.tool.HeldTools;
import io.switchgear.tool.HeldTools.Held;
import io.switchgear.tool.Progress;
import io.switchgear.tool.ToolCall;
import io.switchgear.tool.ToolCatalog;
import io.switchgear.tool.ToolOutcome;
import io.switchgear.tool.ToolOutcome.Cancelled;
import io.switchgear.tool.ToolOutcome.Success;
import io.switchgear.tool.ToolOutput;
import io.switchgear.tool.ToolRun;
import io.switchgear.tool.ToolRun.StopReason;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.SplittableRandom;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.Test;

class SharedCallsTest {

  private static final String ASKED = "{'targets':['127.0.0.1'],'ports':'22'}";
  private static final String SAME = "{'ports':'22','targets':['127.0.0.1']}";
  private static final ToolOutcome DONE = new Success(ToolOutput.text("done"));

  private final HeldTools tools = new HeldTools().with("scan", true).with("mail", false);
  private final SharedCalls step = new SharedCalls(tools::find, name -> true);
  private final ToolCatalog shared = SteppedTools.of(step, tools);

  private ToolRun start(ToolCall call) {
    return shared.call(call, Progress.NONE);
  }

  @Test
  void callsThatMeanTheSameShareOneRun() {
    ToolRun first = start(call("scan", ASKED));
    ToolRun second = start(call("scan", SAME));
    Held run = tools.next();
    assertFalse(tools.holdsMore());
    run.end(DONE);
    assertSame(DONE, outcome(first));
    assertSame(DONE, outcome(second));
    assertEquals(0, step.running());
  }

  @Test
  void theRetryOfAClientThatGaveUpMeetsTheRunThatOthersKeepAlive() {
    ToolRun patient = start(call("scan", ASKED));
    ToolRun hasty = start(call("scan", ASKED));
    Held run = tools.next();
    hasty.stop(StopReason.CANCELLED);
    ToolRun retry = start(call("scan", ASKED));
    assertFalse(tools.holdsMore());
    run.end(DONE);
    assertSame(DONE, outcome(patient));
    assertSame(DONE, outcome(retry));
  }

  @Test
  void aCallAfterTheEndRunsAnew() {
    start(call("scan", ASKED));
    tools.next().end(DONE);
    ToolRun later = start(call("scan", ASKED));
    tools.next().end(DONE);
    assertSame(DONE, outcome(later));
  }

  @Test
  void whatDiffersIsNotShared() {
    start(call("scan", ASKED));
    start(call("scan", "{'ports':'23','targets':['127.0.0.1']}"));
    start(call("scan", ASKED, caller("a", Permission.SCAN_RUN)));
    start(call("mail", ASKED));
    start(call("mail", ASKED));
    for (int run = 0; run < 5; run++) {
      tools.next();
    }
    assertFalse(tools.holdsMore());
  }

  @Test
  void principalsShareWithThemselvesAlone() {
    start(call("scan", ASKED, caller("a", Permission.SCAN_RUN)));
    start(call("scan", ASKED, caller("b", Permission.SCAN_RUN)));
    start(call("scan", ASKED, caller("a", Permission.SCAN_RUN)));
    tools.next();
    tools.next();
    assertFalse(tools.holdsMore());
  }

  @Test
  void nothingIsSharedWhereTheOperatorSaysSo() {
    ToolCatalog apart = SteppedTools.of(new SharedCalls(tools::find, name -> false), tools);
    apart.call(call("scan", ASKED), Progress.NONE);
    apart.call(call("scan", ASKED), Progress.NONE);
    assertNotSame(tools.next().call, tools.next().call);
  }

  @Test
  void whoJoinsLateHearsTheLastReportAndAllThatFollow() {
    List<String> early = new ArrayList<>();
    List<String> late = new ArrayList<>();
    shared.call(call("scan", ASKED), (done, total, message) -> early.add(message));
    Held run = tools.next();
    run.progress.report(1, 3, "one");
    run.progress.report(2, 3, "two");
    shared.call(call("scan", ASKED), (done, total, message) -> late.add(message));
    assertEquals(List.of("two"), late);
    run.progress.report(3, 3, "three");
    assertEquals(List.of("one", "two", "three"), early);
    assertEquals(List.of("two", "three"), late);
  }

  @Test
  void whoLeavesOthersBehindIsAnsweredAtOnceAndHearsNoMore() {
    List<String> heard = new ArrayList<>();
    ToolRun stays = start(call("scan", ASKED));
    ToolRun leaves = shared.call(call("scan", ASKED), (done, total, message) -> heard.add(message));
    Held run = tools.next();
    leaves.stop(StopReason.CANCELLED);
    leaves.stop(StopReason.CANCELLED);
    assertInstanceOf(Cancelled.class, outcome(leaves));
    assertFalse(run.wasStopped());
    run.progress.report(1, 1, "one");
    assertEquals(List.of(), heard);
    run.end(DONE);
    assertSame(DONE, outcome(stays));
  }

  @Test
  void theLastToLeaveStopsTheRunAndGetsWhatItHadFound() {
    ToolRun first = start(call("scan", ASKED));
    ToolRun last = start(call("scan", ASKED));
    Held run = tools.next();
    first.stop(StopReason.CANCELLED);
    last.stop(StopReason.CANCELLED);
    assertTrue(run.wasStopped());
    Cancelled cancelled = assertInstanceOf(Cancelled.class, outcome(last));
    assertFalse(cancelled.partial().isEmpty());
    assertEquals(0, step.running());
    start(call("scan", ASKED));
    assertNotSame(run, tools.next());
  }

  @Test
  void aBugReachesAll() {
    ToolRun first = start(call("scan", ASKED));
    ToolRun second = start(call("scan", ASKED));
    tools.next().fail(new IllegalStateException("bug"));
    assertThrows(CompletionException.class, () -> outcome(first));
    assertThrows(CompletionException.class, () -> outcome(second));
    assertEquals(0, step.running());
    HeldTools broken =
        new HeldTools()
            .with("scan", true)
            .answering(
                "scan",
                call -> {
                  throw new IllegalStateException("bug");
                });
    ToolRun thrown =
        SteppedTools.of(new SharedCalls(broken::find, name -> true), broken)
            .call(call("scan", ASKED), Progress.NONE);
    assertThrows(CompletionException.class, () -> outcome(thrown));
  }

  /**
   * Callers join, leave and are answered on many threads; every caller gets an outcome, and no run
   * remains.
   */
  @Test
  void nobodyIsForgottenInACrowd() throws Exception {
    int threads = 8;
    ConcurrentLinkedQueue<ToolRun> runs = new ConcurrentLinkedQueue<>();
    List<Double> disorder = Collections.synchronizedList(new ArrayList<>());
    CyclicBarrier start = new CyclicBarrier(threads);
    try (ExecutorService crowd = Executors.newFixedThreadPool(threads)) {
      List<Future<?>> done = new ArrayList<>();
      for (int thread = 0; thread < threads; thread++) {
        SplittableRandom random = new SplittableRandom(thread);
        done.add(
            crowd.submit(
                () -> {
                  start.await();
                  for (int i = 0; i < 2_000; i++) {
                    act(random, runs, disorder);
                  }
                  return null;
                }));
      }
      for (Future<?> one : done) {
        Await.done("a call", one);
      }
    }
    while (tools.holdsMore()) {
      tools.next().end(DONE);
    }
    runs.forEach(HeldTools::outcome);
    assertEquals(0, step.running());
    assertEquals(List.of(), disorder);
  }

  private void act(SplittableRandom random, ConcurrentLinkedQueue<ToolRun> runs, List<Double> odd) {
    switch (random.nextInt(4)) {
      case 0, 1 -> {
        double[] last = {-1};
        runs.add(
            shared.call(
                call("scan", ASKED),
                (done, total, message) -> {
                  if (done < last[0]) {
                    odd.add(done);
                  }
                  last[0] = done;
                }));
      }
      case 2 -> runs.stream().skip(random.nextInt(1, 20)).findFirst().ifPresent(this::leave);
      default -> {
        if (tools.holdsMore()) {
          Held run = tools.next();
          run.progress.report(1, 2, "half");
          run.progress.report(2, 2, "all");
          run.end(DONE);
        }
      }
    }
  }

  private void leave(ToolRun run) {
    run.stop(StopReason.CANCELLED);
  }
}
