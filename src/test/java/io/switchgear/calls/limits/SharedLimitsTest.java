package io.switchgear.calls.limits;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import io.switchgear.calls.step.SteppedTools;
import io.switchgear.config.LimitSettings;
import io.switchgear.testing.Await;
import io.switchgear.tool.Caller;
import io.switchgear.tool.Caller.Permission;
import io.switchgear.tool.Progress;
import io.switchgear.tool.ToolCall;
import io.switchgear.tool.ToolCatalog;
import io.switchgear.tool.ToolOutcome;
import io.switchgear.tool.ToolOutcome.Rejected;
import io.switchgear.tool.ToolOutcome.Success;
import io.switchgear.tool.ToolOutput;
import io.switchgear.tool.ToolRun;
import io.switchgear.tool.UnlistedTools;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** A node that has a part of each limit, which the test changes; a clock that stands. */
class SharedLimitsTest {

  private static final Caller ANN = new Caller("ann", Set.of(Permission.SCAN_RUN));
  private static final ToolCall CALL =
      new ToolCall("1", "nmap", JsonNodeFactory.instance.objectNode(), ANN);
  private static final ToolCatalog DONE =
      UnlistedTools.running(
          (call, progress) -> ToolRun.completed(new Success(ToolOutput.text("done"))));
  private static final int RATE = 10;
  private static final int BURST = 40;
  private static final int STREAMS = 8;

  private final AtomicLong clock = new AtomicLong();
  private final Parts parts = new Parts();
  private final PrincipalLimits limits =
      new PrincipalLimits(
          new LimitSettings(true, RATE, BURST, 60, 0, STREAMS, 100), clock::get, parts);

  /** Hundredths of each limit. */
  private static final class Parts implements LimitShares {
    private int hundredths = 50;
    private int lent;
    private boolean full;
    private int asked;

    @Override
    public int part(String budget, int limit) {
      return limit * hundredths / 100;
    }

    @Override
    public int lent(String budget) {
      return lent;
    }

    @Override
    public boolean isFull(String budget) {
      return full;
    }

    @Override
    public void soon() {
      asked++;
    }
  }

  private void become(int hundredths) {
    parts.hundredths = hundredths;
    limits.adapt();
  }

  /** Requests that are admitted at once. */
  private int requests() {
    return (int) IntStream.range(0, 100).filter(n -> limits.request(ANN).isEmpty()).count();
  }

  private void pass(Duration time) {
    clock.addAndGet(time.toNanos());
  }

  @Test
  void aPartHasItsPartOfTheBurstAndOfTheRate() {
    assertEquals(BURST / 2, requests());
    pass(Duration.ofSeconds(1));
    assertEquals(RATE / 2, requests());
    assertEquals(Optional.of(Duration.ofMillis(200)), limits.request(ANN));
  }

  @Test
  void moreBringsNoTokensUnlessNobodyHasUsedThem() {
    assertEquals(BURST / 2, requests());
    become(100);
    assertEquals(0, requests());
    pass(Duration.ofSeconds(1));
    assertEquals(RATE, requests());
    become(50);
    parts.full = true;
    become(100);
    assertEquals(BURST / 2, requests());
  }

  @Test
  void lessTakesTheTokensAway() {
    limits.request(ANN);
    become(0);
    assertEquals(Optional.of(Duration.ofSeconds(1)), limits.request(ANN));
    become(50);
    assertEquals(0, requests());
    pass(Duration.ofMinutes(1));
    become(10);
    become(50);
    assertEquals(BURST / 10, requests());
  }

  @Test
  void aRefusalAsksForAllAndUseForTwiceAsMuch() {
    assertEquals(List.of(), limits.demands());
    pass(Duration.ofSeconds(2));
    for (int n = 0; n < 4; n++) {
      limits.request(ANN);
    }
    assertEquals(
        List.of(new Demand("requests ann", RATE, 4, 0, Duration.ofSeconds(4))), limits.demands());
    assertEquals(0, parts.asked);
    requests();
    assertTrue(parts.asked > 0);
    pass(Duration.ofSeconds(3));
    assertEquals(
        List.of(new Demand("requests ann", RATE, RATE, 0, Duration.ofSeconds(4))),
        limits.demands());
    pass(Duration.ofSeconds(11));
    assertEquals(List.of(), limits.demands());
  }

  @Test
  void permitsOfAPartAreCountedUntilTheyAreReleased() {
    List<Runnable> open = new ArrayList<>();
    for (int n = 0; n < STREAMS / 2; n++) {
      open.add(limits.streamPermit(ANN).orElseThrow());
    }
    assertTrue(limits.streamPermit(ANN).isEmpty());
    assertEquals(
        List.of(new Demand("streams ann", STREAMS, STREAMS, STREAMS / 2, Duration.ZERO)),
        limits.demands());
    parts.hundredths = 25;
    open.removeFirst().run();
    open.removeFirst().run();
    assertTrue(limits.streamPermit(ANN).isEmpty(), "as many as the part are still open");
    open.removeFirst().run();
    assertFalse(limits.streamPermit(ANN).isEmpty());
  }

  private ToolRun call(PrincipalLimits of) {
    return SteppedTools.of(new CallQuota(of), DONE).call(CALL, Progress.NONE);
  }

  @Test
  void aRefusalSaysThatItIsOfThisServer() {
    become(0);
    Rejected refused = (Rejected) Await.result("the refusal", call(limits).outcome());
    assertTrue(
        refused.message().contains("this server's part of your limit of 60 calls"),
        refused::message);
  }

  private PrincipalLimits atOnce() {
    return new PrincipalLimits(new LimitSettings(true, 0, 1, 0, 4, 0, 100), clock::get, parts);
  }

  @Test
  void aCallWaitsForALargerPart() {
    parts.hundredths = 0;
    CompletionStage<ToolOutcome> outcome = call(atOnce()).outcome();
    assertFalse(outcome.toCompletableFuture().isDone());
    assertTrue(parts.asked > 0);
    parts.hundredths = 100;
    assertInstanceOf(Success.class, Await.result("the call", outcome));
  }

  @Test
  void aCallThatHasWaitedInVainIsRefused() {
    parts.hundredths = 0;
    Rejected refused = (Rejected) Await.result("the refusal", call(atOnce()).outcome());
    assertEquals(ToolOutcome.Refusal.BULKHEAD_FULL, refused.refusal());
    assertTrue(refused.message().contains("part of your limit of 4 calls"), refused::message);
  }

  @Test
  void aCallThatIsCancelledWhileItWaitsEndsAtOnceAndTakesNothing() {
    parts.hundredths = 0;
    PrincipalLimits four = atOnce();
    ToolRun run = call(four);
    run.stop(ToolRun.StopReason.CANCELLED);
    assertTrue(run.outcome().toCompletableFuture().isDone());
    assertInstanceOf(ToolOutcome.Cancelled.class, Await.result("the end", run.outcome()));
    parts.hundredths = 100;
    for (int n = 0; n < 4; n++) {
      assertTrue(four.callPermit(ANN).isPresent());
    }
  }

  @Test
  void noMoreThanSomeCallsWait() {
    parts.hundredths = 0;
    CallQuota quota = new CallQuota(atOnce());
    List<CompletionStage<ToolOutcome>> outcomes =
        IntStream.rangeClosed(0, CallQuota.MOST_WAITING)
            .mapToObj(n -> SteppedTools.of(quota, DONE).call(CALL, Progress.NONE).outcome())
            .toList();
    assertTrue(outcomes.getLast().toCompletableFuture().isDone(), "refused at once");
    outcomes.forEach(each -> assertInstanceOf(Rejected.class, Await.result("an end", each)));
  }
}
