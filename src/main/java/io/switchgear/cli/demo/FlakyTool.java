package io.switchgear.cli.demo;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import io.switchgear.tool.Availability;
import io.switchgear.tool.Deadline;
import io.switchgear.tool.Planning;
import io.switchgear.tool.Progress;
import io.switchgear.tool.Tool;
import io.switchgear.tool.ToolCall;
import io.switchgear.tool.ToolDescriptor;
import io.switchgear.tool.ToolOutcome;
import io.switchgear.tool.ToolOutcome.Failed;
import io.switchgear.tool.ToolOutcome.Fault;
import io.switchgear.tool.ToolOutcome.Success;
import io.switchgear.tool.ToolOutput;
import io.switchgear.tool.ToolPlan;
import io.switchgear.tool.ToolRun;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * A weather tool that works at first, fails once, then fails for a while, and recovers. The order
 * is fixed by {@link #SCRIPT}; the kinds of failure and the results follow from the seed.
 */
final class FlakyTool implements Tool {

  static final String NAME = "weather";

  /** One character per run: {@code .} succeeds, {@code x} fails. Later runs succeed. */
  static final String SCRIPT = ".x..xxxx....";

  private final Random chance;
  private final Pace pace;
  private final AtomicInteger runs = new AtomicInteger();

  FlakyTool(long seed, Pace pace) {
    this.chance = new Random(seed);
    this.pace = pace;
  }

  @Override
  public ToolDescriptor descriptor() {
    return new ToolDescriptor(
        NAME,
        "Weather",
        "Returns a weather report, but not reliably.",
        JsonNodeFactory.instance.objectNode().put("type", "object"),
        Optional.empty(),
        new ToolDescriptor.Hints(true, false, true, false));
  }

  @Override
  public Availability availability() {
    return new Availability.Available("built in", "");
  }

  @Override
  public CompletionStage<Planning> plan(ToolCall call) {
    return CompletableFuture.completedFuture(new Planning.Planned(ToolPlan.of(call)));
  }

  @Override
  public ToolRun run(ToolPlan plan, Deadline deadline, Progress progress) {
    int number = runs.getAndIncrement();
    boolean fails = number < SCRIPT.length() && SCRIPT.charAt(number) == 'x';
    synchronized (chance) {
      return fails ? failing(chance.nextInt(3)) : after(Duration.ofMillis(200), success());
    }
  }

  private ToolOutcome success() {
    String sky = List.of("sunny", "cloudy", "rainy").get(chance.nextInt(3));
    return new Success(ToolOutput.text(sky + ", " + (10 + chance.nextInt(20)) + " degrees"));
  }

  private ToolRun failing(int how) {
    return switch (how) {
      case 0 ->
          after(
              Duration.ofMillis(100),
              new Failed(
                  Fault.CRASHED, "the process exited with status " + (1 + chance.nextInt(127))));
      case 1 ->
          after(
              Duration.ofMillis(300),
              new Failed(Fault.OUTPUT_UNREADABLE, "the output cannot be parsed"));
      default -> hanging();
    };
  }

  private ToolRun after(Duration nominal, ToolOutcome outcome) {
    CompletableFuture<ToolOutcome> end = new CompletableFuture<>();
    return ToolRun.of(
        end.completeOnTimeout(outcome, pace.real(nominal).toNanos(), TimeUnit.NANOSECONDS));
  }

  /** Runs until the supervisor stops it. */
  private static ToolRun hanging() {
    CompletableFuture<ToolOutcome> end = new CompletableFuture<>();
    return new ToolRun() {
      @Override
      public CompletionStage<ToolOutcome> outcome() {
        return end;
      }

      @Override
      public void stop(StopReason reason) {
        end.complete(new ToolOutcome.Cancelled("it was stopped", ToolOutput.NONE));
      }
    };
  }
}
