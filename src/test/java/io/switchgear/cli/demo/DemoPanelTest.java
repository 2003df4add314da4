package io.switchgear.cli.demo;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.switchgear.breaker.BreakerPolicy;
import io.switchgear.breaker.BreakerSnapshot;
import io.switchgear.breaker.OperatorOrder;
import io.switchgear.breaker.ProtectionPolicy;
import io.switchgear.breaker.stage.CircuitBreaker;
import io.switchgear.breaker.stage.HeldPermit;
import io.switchgear.cli.demo.DemoView.Kind;
import io.switchgear.cli.demo.DemoView.Line;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.apache.pekko.actor.testkit.typed.javadsl.ActorTestKit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInfo;

class DemoPanelTest {

  private static final ActorTestKit KIT = ActorTestKit.create();

  private final CircuitBreaker breaker;

  DemoPanelTest(TestInfo test) {
    BreakerPolicy policy =
        BreakerPolicy.DEFAULT.withFailureThreshold(3).withRecoveryTimeout(Duration.ofHours(1));
    breaker =
        CircuitBreaker.create(
            KIT.system(),
            test.getTestMethod().orElseThrow().getName(),
            ProtectionPolicy.DEFAULT.with(policy));
  }

  @AfterAll
  static void end() {
    KIT.shutdownTestKit();
  }

  @Test
  void closed() {
    HeldPermit scope = breaker.acquire().toCompletableFuture().join();
    scope.failure("down");
    scope.counted().toCompletableFuture().join();
    assertEquals(
        List.of(
            "  closed  ──●━━━━●──    ◉ CLOSED  ○ OPEN  ○ HALF OPEN",
            "  calls are admitted      failures in a row  ■□□  1 of 3"),
        new DemoPanel(80, false).lines(breaker.snapshot(), 1, 0));
  }

  @Test
  void open() {
    assertEquals(
        List.of(
            "  open  ──●╱   ●──    ○ CLOSED  ◉ OPEN  ○ HALF OPEN",
            "  calls are refused      next probe in  3.0 s  ██████████████████░░░░░░"),
        new DemoPanel(80, false).lines(opened(), 4, 3));
  }

  @Test
  void noLineIsWiderThanTheTerminal() {
    for (String line : new DemoPanel(30, false).lines(opened(), 4, 3)) {
      assertTrue(line.length() < 30, line);
    }
    assertEquals("  calls", new DemoPanel(8, false).line(new Line(Kind.SUCCEEDED, "calls pass")));
  }

  @Test
  void coloursOnlyWhereTheyAreWanted() {
    assertTrue(new DemoPanel(80, true).lines(opened(), 4, 3).getFirst().startsWith("\u001b[1;31m"));
    assertFalse(new DemoPanel(80, false).line(new Line(Kind.FAILED, "failed")).contains("\u001b"));
  }

  @Test
  void theLivePanelIsDrawnOverItself() {
    StringWriter terminal = new StringWriter();
    DemoView view = DemoView.live(new PrintWriter(terminal), 80, false);
    view.start(Pace.NORMAL, this::opened);
    view.show(new Line(Kind.REMARK, "a first line"));
    view.stop();
    String drawn = terminal.toString();
    assertTrue(drawn.contains("a first line\u001b[K\n"), drawn);
    assertTrue(drawn.contains("A\r\u001b[K\n"), "nothing is drawn over");
  }

  private BreakerSnapshot opened() {
    breaker
        .operate(OperatorOrder.Action.OPEN, "alice", "to be seen", Optional.empty())
        .toCompletableFuture()
        .join();
    return breaker.snapshot();
  }
}
