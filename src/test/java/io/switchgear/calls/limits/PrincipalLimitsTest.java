package io.switchgear.calls.limits;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import io.switchgear.calls.step.SteppedTools;
import io.switchgear.config.LimitSettings;
import io.switchgear.tool.Caller;
import io.switchgear.tool.Caller.Permission;
import io.switchgear.tool.Progress;
import io.switchgear.tool.ToolCall;
import io.switchgear.tool.ToolCatalog;
import io.switchgear.tool.ToolOutcome;
import io.switchgear.tool.ToolOutcome.Refusal;
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
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

/** With a clock that stands until it is moved. */
class PrincipalLimitsTest {

  private static final Caller ANN = new Caller("ann", Set.of(Permission.SCAN_RUN));
  private static final Caller BOB = new Caller("bob", Set.of(Permission.SCAN_RUN));

  private final AtomicLong clock = new AtomicLong(-5);
  private final PrincipalLimits limits = limits(false, 100);
  private final List<CompletableFuture<ToolOutcome>> open = new ArrayList<>();
  private final UnlistedTools calls =
      UnlistedTools.running(
          (call, progress) -> {
            CompletableFuture<ToolOutcome> outcome = new CompletableFuture<>();
            open.add(outcome);
            return ToolRun.of(outcome);
          });
  private final ToolCatalog tools = SteppedTools.of(new CallQuota(limits), calls);

  private PrincipalLimits limits(boolean local, int maxKept) {
    return new PrincipalLimits(new LimitSettings(local, 10, 20, 6, 3, 2, maxKept), clock::get);
  }

  private void pass(Duration time) {
    clock.addAndGet(time.toNanos());
  }

  /** Ends the calls that are under way. */
  private void endAll() {
    open.forEach(outcome -> outcome.complete(new Success(ToolOutput.text("done"))));
  }

  private CompletableFuture<ToolOutcome> call(Caller caller, String tool) {
    return tools
        .call(new ToolCall("1", tool, JsonNodeFactory.instance.objectNode(), caller), Progress.NONE)
        .outcome()
        .toCompletableFuture();
  }

  private ToolOutcome ended(Caller caller, String tool) {
    CompletableFuture<ToolOutcome> call = call(caller, tool);
    endAll();
    return call.join();
  }

  @Test
  void requestsBeyondTheBurstWaitForTheRateAndOthersDoNot() {
    for (int n = 0; n < 20; n++) {
      assertEquals(Optional.empty(), limits.request(ANN));
    }
    assertEquals(Optional.of(Duration.ofMillis(100)), limits.request(ANN));
    assertEquals(Optional.empty(), limits.request(BOB));
    pass(Duration.ofMillis(99));
    assertEquals(Optional.of(Duration.ofMillis(1)), limits.request(ANN));
    pass(Duration.ofMillis(1));
    assertEquals(Optional.empty(), limits.request(ANN));
    assertTrue(limits.request(ANN).isPresent());
  }

  @Test
  void callsBeyondTheRateAreRefusedPerToolWithTheTimeToWait() {
    for (int n = 0; n < 6; n++) {
      assertTrue(ended(ANN, "nmap") instanceof Success);
    }
    Rejected refused = (Rejected) ended(ANN, "nmap");
    assertEquals(Refusal.RATE_LIMITED, refused.refusal());
    assertEquals(Duration.ofSeconds(10), refused.retryAfter());
    assertTrue(
        refused.message().contains("You have reached your limit of 6 calls of"), refused.message());
    assertTrue(refused.message().contains("in 10 s"), refused.message());
    assertEquals(List.of(refused), calls.turnedAway());
    assertTrue(ended(ANN, "port_scan") instanceof Success);
    assertTrue(ended(BOB, "nmap") instanceof Success);
    pass(refused.retryAfter());
    assertTrue(ended(ANN, "nmap") instanceof Success);
  }

  @Test
  void callsAtOnceAreBoundedPerPrincipal() {
    List<CompletableFuture<ToolOutcome>> running = new ArrayList<>();
    for (int n = 0; n < 3; n++) {
      running.add(call(ANN, "tool-" + n));
    }
    Rejected refused = (Rejected) call(ANN, "nmap").join();
    assertEquals(Refusal.BULKHEAD_FULL, refused.refusal());
    assertEquals("calls of ann", refused.by());
    assertEquals(List.of(refused), calls.turnedAway());
    CompletableFuture<ToolOutcome> other = call(BOB, "nmap");
    assertTrue(!other.isDone());
    endAll();
    running.forEach(CompletableFuture::join);
    assertTrue(ended(ANN, "nmap") instanceof Success);
  }

  @Test
  void streamsAreBoundedAndAPlaceComesBackOnce() {
    Runnable first = limits.streamPermit(ANN).orElseThrow();
    limits.streamPermit(ANN).orElseThrow();
    assertTrue(limits.streamPermit(ANN).isEmpty());
    assertTrue(limits.streamPermit(BOB).isPresent());
    first.run();
    first.run();
    limits.streamPermit(ANN).orElseThrow();
    assertTrue(limits.streamPermit(ANN).isEmpty());
  }

  @Test
  void theLocalCallerHasLimitsOnlyWhenAskedFor() {
    PrincipalLimits strict = limits(true, 100);
    for (int n = 0; n < 20; n++) {
      limits.request(Caller.LOCAL);
      strict.request(Caller.LOCAL);
    }
    assertEquals(Optional.empty(), limits.request(Caller.LOCAL));
    assertTrue(strict.request(Caller.LOCAL).isPresent());
    assertEquals(Optional.empty(), PrincipalLimits.NONE.request(ANN));
  }

  @Test
  void bucketsAreBoundedAndTheOnesInUseStay() {
    Buckets<Integer> buckets =
        new Buckets<>(
            new Buckets.Limit(2, 1, Duration.ofHours(1), 100),
            key -> "calls " + key,
            LimitShares.WHOLE,
            clock::get);
    buckets.take(-1);
    buckets.take(-1);
    for (int key = 0; key < 10_000; key++) {
      pass(Duration.ofMillis(1));
      buckets.take(key);
      assertTrue(buckets.take(-1).isPresent(), "forgotten at " + key);
      assertTrue(buckets.size() <= 100);
    }
  }

  @Test
  void placesOfThoseWhoHaveNoneTakeNoRoom() {
    ConcurrencyQuota places = new ConcurrencyQuota("calls", LimitShares.WHOLE);
    for (int n = 0; n < 1_000; n++) {
      places.take("p" + n, 1).orElseThrow().run();
    }
    assertEquals(0, places.size());
  }
}
