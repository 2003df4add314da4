package io.switchgear.cli.demo;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import io.switchgear.breaker.BreakerPolicy;
import io.switchgear.breaker.BreakerState;
import io.switchgear.breaker.BulkheadPolicy;
import io.switchgear.breaker.ProtectionPolicy;
import io.switchgear.cli.demo.DemoView.Kind;
import io.switchgear.cli.demo.DemoView.Line;
import io.switchgear.supervisor.BreakerSnapshot;
import io.switchgear.supervisor.SupervisedTools;
import io.switchgear.supervisor.ToolEntry;
import io.switchgear.supervisor.ToolRegistry;
import io.switchgear.supervisor.Transition;
import io.switchgear.tool.Caller;
import io.switchgear.tool.Content;
import io.switchgear.tool.Progress;
import io.switchgear.tool.ToolCall;
import io.switchgear.tool.ToolOutcome;
import io.switchgear.tool.ToolOutcome.Failed;
import io.switchgear.tool.ToolOutcome.Rejected;
import io.switchgear.tool.ToolOutcome.Success;
import io.switchgear.tool.ToolOutcome.TimedOut;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.apache.pekko.actor.BootstrapSetup;
import org.apache.pekko.actor.ProviderSelection;
import org.apache.pekko.actor.typed.ActorSystem;

/**
 * The story of one breaker: its tool stumbles, goes down, and comes back; its caller is refused,
 * makes do with its last answer, and asks again when it was told to.
 */
public final class Demo {

  private static final int FAILURES = 3;
  private static final Duration OPEN = Duration.ofSeconds(4);
  private static final Duration BETWEEN_CALLS = Duration.ofMillis(500);

  /** A transition that was due and has not come by then never will. */
  private static final long PATIENCE_SECONDS = 30;

  private final Pace pace;
  private final DemoView show;
  private final SupervisedTools tools;
  private final BlockingQueue<Transition> transitions = new LinkedBlockingQueue<>();
  private long toldEpoch;
  private int calls;
  private String lastAnswer = "";

  private Demo(Pace pace, DemoView show, SupervisedTools tools) {
    this.pace = pace;
    this.show = show;
    this.tools = tools;
  }

  /**
   * Tells the story to its end; about 20 s at the normal pace.
   *
   * @param seed how the tool fails and what it answers; the same seed tells the same story
   * @throws InterruptedException if the thread is interrupted; the story then ends early
   */
  public static void run(long seed, Pace pace, DemoView show) throws InterruptedException {
    ActorSystem<ToolRegistry.Command> system =
        ActorSystem.create(
            ToolRegistry.create(List.of(new ToolEntry(new FlakyTool(seed, pace), policy(pace)))),
            "demo",
            BootstrapSetup.create().withActorRefProvider(ProviderSelection.local()));
    try {
      Demo demo =
          new Demo(pace, show, SupervisedTools.of(system, system).toCompletableFuture().join());
      demo.tools.subscribe(demo.transitions::add);
      demo.tell();
    } finally {
      show.ends();
      system.terminate();
    }
  }

  private static ProtectionPolicy policy(Pace pace) {
    Duration open = pace.real(OPEN);
    return new ProtectionPolicy(
        pace.real(Duration.ofSeconds(1)),
        new BreakerPolicy(FAILURES, open, 1.5, open.multipliedBy(3), 0, 2, 1),
        new BulkheadPolicy(1, 0));
  }

  private void tell() throws InterruptedException {
    show.begins(pace, this::breaker);
    remark(
        "The breaker of '%s': %d failures in a row open it, for %s at first."
            .formatted(FlakyTool.NAME, FAILURES, pace.seconds(pace.real(OPEN))));
    int ran = 0;
    while (ran < FlakyTool.SCRIPT.length()) {
      ToolOutcome outcome = call();
      switch (outcome) {
        case Success success -> {
          lastAnswer = text(success);
          say(Kind.WELL, "ok", lastAnswer);
        }
        case Failed failed -> say(Kind.FAILED, "failed", failed.message() + counted());
        case TimedOut ignored -> say(Kind.FAILED, "failed", "it hung and was stopped" + counted());
        case Rejected rejected -> refused(rejected);
        case ToolOutcome.Cancelled ended -> say(Kind.FAILED, "ended", ended.message());
        case ToolOutcome.InvalidInput wrong -> say(Kind.FAILED, "ended", wrong.message());
        case ToolOutcome.OutOfScope out -> say(Kind.FAILED, "ended", out.message());
      }
      if (outcome instanceof Rejected rejected) {
        askAgainAtOnce();
        waitFor(rejected);
      } else {
        ran++;
        tellTransitions();
        pause(BETWEEN_CALLS);
      }
    }
    remark(
        "%d calls: %d were run, %d refused. The breaker is %s again."
            .formatted(calls, ran, calls - ran, name(breaker().state())));
  }

  private void refused(Rejected rejected) {
    say(Kind.REFUSED, "refused", "retry_after %s".formatted(pace.seconds(rejected.retryAfter())));
    remark("         the caller makes do with its last answer: " + lastAnswer);
  }

  /** Someone who does not do as told; what comes of it changes nothing. */
  private void askAgainAtOnce() {
    if (call() instanceof Rejected) {
      say(Kind.REFUSED, "refused", "another caller, just as fast");
    }
  }

  private void waitFor(Rejected rejected) throws InterruptedException {
    remark("         it waits " + pace.seconds(rejected.retryAfter()) + ", as it was told");
    tell(transitions.poll(PATIENCE_SECONDS, TimeUnit.SECONDS));
  }

  private ToolOutcome call() {
    calls++;
    return tools
        .call(
            new ToolCall(
                "demo-" + calls,
                FlakyTool.NAME,
                JsonNodeFactory.instance.objectNode(),
                Caller.LOCAL),
            Progress.NONE)
        .outcome()
        .toCompletableFuture()
        .join();
  }

  private BreakerSnapshot breaker() {
    return tools.snapshots().getFirst();
  }

  /** Whoever is answered finds the state that the answer led to; the listener hears of it later. */
  private void tellTransitions() throws InterruptedException {
    while (toldEpoch < breaker().epoch()) {
      tell(transitions.poll(PATIENCE_SECONDS, TimeUnit.SECONDS));
    }
  }

  private void tell(Transition turned) {
    if (turned == null) {
      throw new IllegalStateException("the breaker did not turn within " + PATIENCE_SECONDS + " s");
    }
    toldEpoch++;
    BreakerSnapshot now = breaker();
    String more =
        switch (turned.to()) {
          case OPEN -> "next probe in " + pace.seconds(now.retryAfter());
          case HALF_OPEN -> "one probe at a time; two that go well close it";
          case CLOSED -> "all calls pass again";
        };
    show.said(
        new Line(
            Kind.TURNED, "%s ──▶ %s   %s".formatted(name(turned.from()), name(turned.to()), more)));
  }

  private String counted() {
    BreakerSnapshot now = breaker();
    return now.state() == BreakerState.CLOSED
        ? " (%d of %d)".formatted(now.failureCount(), now.failureThreshold())
        : "";
  }

  private void say(Kind kind, String what, String text) {
    show.said(new Line(kind, "call %-3d %-8s %s".formatted(calls, what, text)));
  }

  private void remark(String text) {
    show.said(new Line(Kind.REMARK, text));
  }

  private void pause(Duration told) throws InterruptedException {
    TimeUnit.NANOSECONDS.sleep(pace.real(told).toNanos());
  }

  private static String name(BreakerState state) {
    return state.name().replace('_', ' ');
  }

  private static String text(Success success) {
    return success.output().content().getFirst() instanceof Content.Text text ? text.text() : "";
  }
}
