package io.switchgear.cluster.remote;

import io.switchgear.breaker.BreakerState;
import io.switchgear.cluster.ClusterLab;
import io.switchgear.cluster.ClusterLab.LabNode;
import io.switchgear.cluster.place.NodeTools;
import io.switchgear.cluster.place.ToolState;
import io.switchgear.testing.Await;
import io.switchgear.tool.HeldTools;
import io.switchgear.tool.Progress;
import io.switchgear.tool.ToolOutcome;
import io.switchgear.tool.ToolOutput;
import java.lang.management.ManagementFactory;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;

/**
 * What a hop costs: calls of a tool that answers at once, from one node of this JVM to another over
 * loopback TCP without TLS; and the size of what nodes tell each other. Both ends of a hop are in
 * the CPU time.
 */
public final class HopBenchmark {

  private static final int WARM_UP = 30_000;
  private static final int CALLS = 20_000;
  private static final int ROUNDS = 5;

  private HopBenchmark() {}

  public static void main(String[] arguments) {
    try (ClusterLab lab = new ClusterLab("a")) {
      lab.startAll("a", "b");
      sizes(lab.node("a"));
      HeldTools answering =
          new HeldTools()
              .with("echo", true)
              .answering("echo", new ToolOutcome.Success(ToolOutput.text("hello")));
      LabNode b = lab.node("b");
      RemoteCalls.start(b.system(), b.members(), answering);
      LabNode a = lab.node("a");
      Hops hops = Hops.start(a.system(), "a", a.members());
      Await.until("the other node", () -> hops.knows("b"));
      one(hops, WARM_UP);
      for (int round = 0; round < ROUNDS; round++) {
        long cpu = cpu();
        long[] times = one(hops, CALLS);
        System.out.printf(
            "one at a time: p50 %.0f us, p99 %.0f us; %.0f us of CPU a hop%n",
            times[CALLS / 2] / 1e3, times[CALLS * 99 / 100] / 1e3, (cpu() - cpu) / 1e3 / CALLS);
        cpu = cpu();
        long begun = System.nanoTime();
        many(hops, 32);
        System.out.printf(
            "32 at a time: %.0f hops a second; %.0f us of CPU a hop%n",
            CALLS * 1e9 / (System.nanoTime() - begun), (cpu() - cpu) / 1e3 / CALLS);
      }
    }
  }

  private static CompletableFuture<HopEnd> hop(Hops hops) {
    return hops.run("b", HeldTools.call("echo", "{'text':'hello'}"), Progress.NONE).end();
  }

  private static long[] one(Hops hops, int calls) {
    long[] times = new long[calls];
    for (int call = 0; call < calls; call++) {
      long begun = System.nanoTime();
      hop(hops).join();
      times[call] = System.nanoTime() - begun;
    }
    Arrays.sort(times);
    return times;
  }

  private static void many(Hops hops, int atATime) {
    List<CompletableFuture<HopEnd>> running = new ArrayList<>();
    for (int call = 0; call < CALLS; call++) {
      running.add(hop(hops));
      if (running.size() == atATime) {
        running.removeFirst().join();
      }
    }
    running.forEach(CompletableFuture::join);
  }

  private static void sizes(LabNode node) {
    for (int tools : new int[] {1, 7, 50}) {
      Map<String, ToolState> states = new HashMap<>();
      for (int tool = 0; tool < tools; tool++) {
        states.put(
            "tool_number_" + tool,
            new ToolState(BreakerState.CLOSED, Duration.ZERO, 10, 0, false, Optional.empty()));
      }
      System.out.printf(
          "the entry of a node with %d tools: %d bytes%n",
          tools,
          Bytes.in(node.system())
              .write(new NodeTools("node-1", System.currentTimeMillis(), states))
              .length);
    }
  }

  private static long cpu() {
    return ((com.sun.management.OperatingSystemMXBean) ManagementFactory.getOperatingSystemMXBean())
        .getProcessCpuTime();
  }
}
