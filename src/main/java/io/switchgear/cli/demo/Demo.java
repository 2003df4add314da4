package io.switchgear.cli.demo;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import io.switchgear.breaker.BreakerPolicy;
import io.switchgear.breaker.BreakerSnapshot;
import io.switchgear.breaker.BreakerState;
import io.switchgear.breaker.BulkheadPolicy;
import io.switchgear.breaker.ProtectionPolicy;
import io.switchgear.breaker.Transition;
import io.switchgear.cli.demo.DemoView.Kind;
import io.switchgear.cli.demo.DemoView.Line;
import io.switchgear.supervisor.SupervisedTools;
import io.switchgear.supervisor.ToolEntry;
import io.switchgear.supervisor.ToolRegistry;
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
 * Runs one breaker through a full cycle. Its tool fails once, then fails for a while, then
 * recovers. The caller is refused, uses its last result, and retries when {@code retry_after} has
 * passed.
 */
public final class Demo {

  private static final int FAILURES = 3;
  private static final Duration OPEN = Duration.ofSeconds(4);
  private static final Duration BETWEEN_CALLS = Duration.ofMillis(500);

  /** Maximum wait for a transition that is due. */
  private static final long TRANSITION_TIMEOUT_SECONDS = 30;

  private final Pace pace;
  private final DemoView view;
  private final SupervisedTools tools;
  private final BlockingQueue<Transition> transitions = new LinkedBlockingQueue<>();
  private long shownEpoch;
  private int calls;
  private String lastResult = "";

  private Demo(Pace pace, DemoView view, SupervisedTools tools) {
    this.pace = pace;
    this.view = view;
    this.tools = tools;
  }

  /**
   * Runs the demo to its end; about 20 s at the normal pace.
   *
   * @param seed random seed for the tool's failures and results; the same seed gives the same demo
   * @throws InterruptedException if the thread is interrupted; the demo then ends early
   */
  public static void run(long seed, Pace pace, DemoView view) throws InterruptedException {
    ActorSystem<ToolRegistry.Command> system =
        ActorSystem.create(
            ToolRegistry.create(List.of(new ToolEntry(new FlakyTool(seed, pace), policy(pace)))),
            "demo",
            BootstrapSetup.create().withActorRefProvider(ProviderSelection.local()));
    try {
      Demo demo =
          new Demo(pace, view, SupervisedTools.of(system, system).toCompletableFuture().join());
      demo.tools.subscribe(demo.transitions::add);
      demo.show();
    } finally {
      view.stop();
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

  private void show() throws InterruptedException {
    view.start(pace, this::breaker);
    remark(
        "The breaker of '%s' opens after %d failures in a row, for %s at first."
            .formatted(FlakyTool.NAME, FAILURES, pace.seconds(pace.real(OPEN))));
    int ran = 0;
    while (ran < FlakyTool.SCRIPT.length()) {
      ToolOutcome outcome = call();
      switch (outcome) {
        case Success success -> {
          lastResult = text(success);
          say(Kind.SUCCEEDED, "ok", lastResult);
        }
        case Failed failed -> say(Kind.FAILED, "failed", failed.message() + counted());
        case TimedOut ignored -> say(Kind.FAILED, "failed", "it hung and was stopped" + counted());
        case Rejected rejected -> refused(rejected);
        case ToolOutcome.Cancelled ended -> say(Kind.FAILED, "ended", ended.message());
        case ToolOutcome.InvalidInput wrong -> say(Kind.FAILED, "ended", wrong.message());
        case ToolOutcome.OutOfScope out -> say(Kind.FAILED, "ended", out.message());
      }
      if (outcome instanceof Rejected rejected) {
        retryAtOnce();
        waitFor(rejected);
      } else {
        ran++;
        showTransitions();
        pause(BETWEEN_CALLS);
      }
    }
    remark(
        "%d calls: %d ran, %d were refused. The breaker is %s again."
            .formatted(calls, ran, calls - ran, name(breaker().state())));
  }

  private void refused(Rejected rejected) {
    say(Kind.REFUSED, "refused", "retry_after %s".formatted(pace.seconds(rejected.retryAfter())));
    remark("         the caller uses its last result: " + lastResult);
  }

  /** Another caller retries at once and is refused too. */
  private void retryAtOnce() {
    if (call() instanceof Rejected) {
      say(Kind.REFUSED, "refused", "another caller, without waiting");
    }
  }

  private void waitFor(Rejected rejected) throws InterruptedException {
    remark("         it waits " + pace.seconds(rejected.retryAfter()) + " as retry_after says");
    show(transitions.poll(TRANSITION_TIMEOUT_SECONDS, TimeUnit.SECONDS));
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

  /** A reply is sent after the snapshot is updated; listeners are notified later. */
  private void showTransitions() throws InterruptedException {
    while (shownEpoch < breaker().epoch()) {
      show(transitions.poll(TRANSITION_TIMEOUT_SECONDS, TimeUnit.SECONDS));
    }
  }

  private void show(Transition transition) {
    if (transition == null) {
      throw new IllegalStateException(
          "the breaker made no transition within " + TRANSITION_TIMEOUT_SECONDS + " s");
    }
    shownEpoch++;
    BreakerSnapshot now = breaker();
    String more =
        switch (transition.to()) {
          case OPEN -> "next probe in " + pace.seconds(now.retryAfter());
          case HALF_OPEN -> "one probe at a time; two successes close it";
          case CLOSED -> "all calls are admitted again";
        };
    view.show(
        new Line(
            Kind.TRANSITION,
            "%s ──▶ %s   %s".formatted(name(transition.from()), name(transition.to()), more)));
  }

  private String counted() {
    BreakerSnapshot now = breaker();
    return now.state() == BreakerState.CLOSED
        ? " (%d of %d)".formatted(now.failureCount(), now.failureThreshold())
        : "";
  }

  private void say(Kind kind, String what, String text) {
    view.show(new Line(kind, "call %-3d %-8s %s".formatted(calls, what, text)));
  }

  private void remark(String text) {
    view.show(new Line(Kind.REMARK, text));
  }

  private void pause(Duration nominal) throws InterruptedException {
    TimeUnit.NANOSECONDS.sleep(pace.real(nominal).toNanos());
  }

  private static String name(BreakerState state) {
    return state.name().replace('_', ' ');
  }

  private static String text(Success success) {
    return success.output().content().getFirst() instanceof Content.Text text ? text.text() : "";
  }
}
