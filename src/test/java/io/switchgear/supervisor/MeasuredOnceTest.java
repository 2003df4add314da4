package io.switchgear.supervisor;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.switchgear.breaker.BreakerPolicy;
import io.switchgear.breaker.BulkheadPolicy;
import io.switchgear.breaker.ProtectionPolicy;
import io.switchgear.testing.Await;
import io.switchgear.tool.Progress;
import io.switchgear.tool.ToolOutcome;
import io.switchgear.tool.ToolOutcome.InvalidInput;
import io.switchgear.tool.ToolRun;
import java.lang.reflect.Proxy;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import kamon.Kamon;
import kamon.metric.PeriodSnapshot;
import kamon.module.MetricReporter;
import kamon.module.Module;
import org.apache.pekko.actor.testkit.typed.javadsl.ActorTestKit;
import org.apache.pekko.actor.typed.ActorRef;
import org.junit.jupiter.api.Test;
import scala.jdk.javaapi.CollectionConverters;

class MeasuredOnceTest {

  private static final String TOOL = "measured-once";

  /** Opens at the second failure, for ever. */
  private static final ProtectionPolicy POLICY =
      new ProtectionPolicy(
          Duration.ofSeconds(30),
          new BreakerPolicy(2, Duration.ofHours(1), 1, Duration.ofHours(1), 0, 1, 1),
          BulkheadPolicy.DEFAULT);

  /** Sums up what is counted of the tool. */
  private static final class Counters {
    private final BlockingQueue<Map<String, Long>> ticks = new LinkedBlockingQueue<>();
    private final Map<String, Long> sums = new TreeMap<>();

    /** By name, because the interface's other methods speak of a library that is config's alone. */
    MetricReporter reporter() {
      return (MetricReporter)
          Proxy.newProxyInstance(
              Counters.class.getClassLoader(),
              new Class<?>[] {MetricReporter.class},
              (proxy, method, arguments) -> {
                if (method.getName().equals("reportPeriodSnapshot")) {
                  add((PeriodSnapshot) arguments[0]);
                }
                return null;
              });
    }

    private synchronized void add(PeriodSnapshot snapshot) {
      for (var metric : CollectionConverters.asJava(snapshot.counters())) {
        for (var instrument : CollectionConverters.asJava(metric.instruments())) {
          String tags = instrument.tags().toString();
          if (tags.contains(TOOL)) {
            sums.merge(metric.name() + tags, (Long) instrument.value(), Long::sum);
          }
        }
      }
      ticks.add(new TreeMap<>(sums));
    }

    /** As soon as that many are counted under the metric. */
    Map<String, Long> until(String metric, long count) throws InterruptedException {
      while (true) {
        Map<String, Long> tick = next();
        if (sum(tick, metric) >= count) {
          return tick;
        }
      }
    }

    Map<String, Long> next() throws InterruptedException {
      return Await.next("a tick after " + sums, ticks);
    }

    static long sum(Map<String, Long> tick, String metric) {
      return tick.entrySet().stream()
          .filter(entry -> entry.getKey().startsWith(metric))
          .mapToLong(Map.Entry::getValue)
          .sum();
    }
  }

  @Test
  void eachCallIsMeasuredOnceWhateverBecomesOfIt() throws InterruptedException {
    Kamon.initWithoutAttaching();
    Counters counters = new Counters();
    Module.Registration registration = Kamon.addReporter("measured-once-test", counters.reporter());
    ActorTestKit kit = ActorTestKit.create();
    try {
      SupervisedTools tools = tools(kit);
      call(tools, "refused");
      call(tools, "well");
      call(tools, "badly-1");
      call(tools, "badly-2");
      call(tools, "rejected");
      tools.turnedAway(FakeTool.callOf(TOOL, "turned-away"), new InvalidInput("no"));
      tools.turnedAway(FakeTool.callOf(TOOL + "-unknown", "turned-away"), new InvalidInput("no"));
      counters.until("mcp_tool_execution", 6);
      Map<String, Long> after = counters.next();
      assertEquals(6, Counters.sum(after, "mcp_tool_execution"));
      assertEquals(5, Counters.sum(after, "mcp_tool_errors"));
      assertEquals(4, Counters.sum(after, "circuit_breaker_calls"));
      assertEquals(1, Counters.sum(after, "circuit_breaker_transitions"));
    } finally {
      registration.cancel();
      kit.shutdownTestKit();
    }
  }

  private static SupervisedTools tools(ActorTestKit kit) {
    FakeTool tool =
        new FakeTool(
            TOOL,
            call ->
                call.id().equals("refused")
                    ? FakeTool.refused(new InvalidInput("no"))
                    : FakeTool.planned(call),
            plan -> work(plan.call().id()));
    ActorRef<ToolRegistry.Command> registry =
        kit.spawn(ToolRegistry.create(List.of(new ToolEntry(tool, POLICY))));
    return SupervisedTools.of(kit.system(), registry).toCompletableFuture().join();
  }

  private static Work work(String callId) {
    ToolOutcome outcome = callId.startsWith("badly") ? SampleOutcomes.BADLY : SampleOutcomes.WELL;
    return (deadline, progress) -> ToolRun.completed(outcome);
  }

  private static void call(SupervisedTools tools, String id) {
    Await.result("the outcome", tools.call(FakeTool.callOf(TOOL, id), Progress.NONE).outcome());
  }
}
