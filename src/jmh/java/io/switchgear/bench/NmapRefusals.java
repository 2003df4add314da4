package io.switchgear.bench;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.sun.management.OperatingSystemMXBean;
import com.typesafe.config.ConfigFactory;
import io.switchgear.breaker.OperatorOrder;
import io.switchgear.breaker.ProtectionPolicy;
import io.switchgear.config.NmapSettings;
import io.switchgear.scope.ScanScope;
import io.switchgear.scope.ScopePolicy;
import io.switchgear.supervisor.SupervisedTools;
import io.switchgear.supervisor.ToolEntry;
import io.switchgear.supervisor.ToolRegistry;
import io.switchgear.tool.Caller;
import io.switchgear.tool.Progress;
import io.switchgear.tool.ToolCall;
import io.switchgear.tool.ToolOutcome;
import io.switchgear.tool.ToolOutcome.Rejected;
import io.switchgear.tools.nmap.NmapTool;
import io.switchgear.tools.process.ProcessLauncher;
import java.lang.management.ManagementFactory;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.apache.pekko.actor.typed.ActorSystem;

/**
 * What a call of the real nmap tool costs while its breaker is open: by address, by a name that has
 * to be looked up, and with scripts that have to be judged. One caller, one call after the other.
 *
 * <p>Arguments: calls in a round, rounds.
 */
public final class NmapRefusals {

  private static final String NMAP = "nmap";

  private NmapRefusals() {}

  public static void main(String[] args) throws Exception {
    int calls = Integer.parseInt(args[0]);
    int rounds = Integer.parseInt(args[1]);
    ProcessLauncher launcher = new ProcessLauncher();
    NmapTool nmap =
        new NmapTool(
            launcher,
            new ScanScope(ScopePolicy.DEFAULT),
            new NmapSettings(NMAP, 1_024, 65_535, 16 << 20, Duration.ofMillis(500)),
            40_000);
    ActorSystem<ToolRegistry.Command> system =
        ActorSystem.create(
            ToolRegistry.create(List.of(new ToolEntry(nmap, ProtectionPolicy.DEFAULT))),
            "refusals",
            ConfigFactory.parseString("pekko.actor.provider = local")
                .withFallback(ConfigFactory.load()));
    SupervisedTools tools = SupervisedTools.of(system, system).toCompletableFuture().join();
    tools
        .operate(NMAP, OperatorOrder.Action.HOLD_OPEN, "bench", "bench", Optional.empty())
        .toCompletableFuture()
        .get(10, TimeUnit.SECONDS);
    for (int round = 0; round <= rounds; round++) {
      for (String target : List.of("127.0.0.1", "localhost")) {
        for (boolean scripts : new boolean[] {false, true}) {
          long start = System.nanoTime();
          long cpuStart = cpuNanos();
          for (int i = 0; i < calls; i++) {
            refused(tools, "c" + i, target, scripts);
          }
          double cpuMicros = (cpuNanos() - cpuStart) / 1e3 / calls;
          double micros = (System.nanoTime() - start) / 1e3 / calls;
          // The first round warms up.
          if (round > 0) {
            System.out.printf(
                Locale.ROOT,
                "round %d: %s%s: %.1f µs a refusal, %.1f µs of processor time%n",
                round,
                target,
                scripts ? " with scripts" : "",
                micros,
                cpuMicros);
          }
        }
      }
    }
    system.terminate();
    launcher.close();
    System.exit(0);
  }

  /** Of all threads of the process; on a busy machine the better figure. */
  private static long cpuNanos() {
    return ((OperatingSystemMXBean) ManagementFactory.getOperatingSystemMXBean())
        .getProcessCpuTime();
  }

  private static void refused(SupervisedTools tools, String id, String target, boolean scripts)
      throws Exception {
    ObjectNode arguments = JsonNodeFactory.instance.objectNode().put("ports", "22");
    arguments.putArray("targets").add(target);
    if (scripts) {
      arguments.putArray("scripts").add("default");
    }
    ToolOutcome outcome =
        tools
            .call(new ToolCall(id, NMAP, arguments, Caller.LOCAL), Progress.NONE)
            .outcome()
            .toCompletableFuture()
            .get(30, TimeUnit.SECONDS);
    if (!(outcome instanceof Rejected)) {
      throw new IllegalStateException("not refused: " + outcome);
    }
  }
}
