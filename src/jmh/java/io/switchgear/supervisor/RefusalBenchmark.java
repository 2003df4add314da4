package io.switchgear.supervisor;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.typesafe.config.ConfigFactory;
import io.switchgear.breaker.BreakerPolicy;
import io.switchgear.breaker.BreakerState;
import io.switchgear.breaker.BulkheadPolicy;
import io.switchgear.breaker.ProtectionPolicy;
import io.switchgear.tool.Caller;
import io.switchgear.tool.Progress;
import io.switchgear.tool.ToolCall;
import io.switchgear.tool.ToolOutcome;
import io.switchgear.tool.ToolOutcome.Failed;
import io.switchgear.tool.ToolOutcome.Fault;
import io.switchgear.tool.ToolOutcome.Rejected;
import io.switchgear.tool.ToolRun;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.IntStream;
import org.apache.pekko.actor.ActorRefWithCell;
import org.apache.pekko.actor.typed.ActorRef;
import org.apache.pekko.actor.typed.ActorSystem;
import org.apache.pekko.actor.typed.javadsl.Adapter;

/**
 * A storm of calls on an open breaker: how fast they are turned away, and how many messages ever
 * wait at the breaker's actor meanwhile. Exits with 1 unless every call was refused and none
 * waited.
 *
 * <p>Arguments: calls in a round, threads that call, rounds.
 */
public final class RefusalBenchmark {

  private static final String TOOL = "broken";

  private RefusalBenchmark() {}

  public static void main(String[] args) throws Exception {
    int calls = Integer.parseInt(args[0]);
    int threads = Integer.parseInt(args[1]);
    int rounds = Integer.parseInt(args[2]);
    ActorSystem<ToolRegistry.Command> system =
        ActorSystem.create(
            ToolRegistry.create(List.of(brokenTool())),
            "refusals",
            ConfigFactory.parseString("pekko.actor.provider = local")
                .withFallback(ConfigFactory.load()));
    int longest = 0;
    try (ExecutorService callers = Executors.newFixedThreadPool(threads)) {
      SupervisedTools tools = SupervisedTools.of(system, system).toCompletableFuture().join();
      call(tools).outcome().toCompletableFuture().join();
      if (tools.snapshots().getFirst().state() != BreakerState.OPEN) {
        throw new IllegalStateException("the breaker did not open");
      }
      ActorRef<?> supervisor = tools.supervisor(TOOL).actor();
      for (int round = 1; round <= rounds; round++) {
        long start = System.nanoTime();
        List<Future<Integer>> storm =
            IntStream.range(0, threads)
                .mapToObj(i -> callers.submit(() -> storm(tools, supervisor, calls / threads)))
                .toList();
        int waited = 0;
        for (Future<Integer> caller : storm) {
          waited = Math.max(waited, caller.get());
        }
        double seconds = (System.nanoTime() - start) / 1e9;
        longest = Math.max(longest, waited);
        System.out.printf(
            Locale.ROOT,
            "round %d: %d calls refused in %.3f s, %.0f a second; at most %d messages waited%n",
            round,
            calls / threads * threads,
            seconds,
            calls / threads * threads / seconds,
            waited);
      }
    } finally {
      system.terminate();
    }
    System.out.printf(
        "mailbox %s%n", longest == 0 ? "empty throughout" : "NOT EMPTY: " + longest + " messages");
    System.exit(longest == 0 ? 0 : 1);
  }

  /** The largest number of messages seen waiting. */
  private static int storm(SupervisedTools tools, ActorRef<?> supervisor, int calls) {
    int longest = 0;
    for (int i = 0; i < calls; i++) {
      ToolOutcome outcome = call(tools).outcome().toCompletableFuture().getNow(null);
      if (!(outcome instanceof Rejected)) {
        throw new IllegalStateException("not refused at once: " + outcome);
      }
      longest = Math.max(longest, waiting(supervisor));
    }
    return longest;
  }

  private static int waiting(ActorRef<?> actor) {
    return ((ActorRefWithCell) Adapter.toClassic(actor)).underlying().numberOfMessages();
  }

  private static ToolRun call(SupervisedTools tools) {
    return tools.call(
        new ToolCall("storm", TOOL, JsonNodeFactory.instance.objectNode(), Caller.LOCAL),
        Progress.NONE);
  }

  /** Opens at its first failure, for an hour. */
  private static ToolEntry brokenTool() {
    Duration hour = Duration.ofHours(1);
    return new ToolEntry(
        FakeTool.doing(
            TOOL,
            (deadline, progress) ->
                ToolRun.of(CompletableFuture.completedFuture(new Failed(Fault.CRASHED, "broken")))),
        new ProtectionPolicy(
            Duration.ofSeconds(30),
            new BreakerPolicy(1, hour, 1, hour, 0, 1, 1),
            new BulkheadPolicy(10, 0)));
  }
}
