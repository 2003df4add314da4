package io.switchgear.bench;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.switchgear.app.Switchgear;
import io.switchgear.config.Settings;
import io.switchgear.tool.Caller;
import io.switchgear.tool.Progress;
import io.switchgear.tool.ToolCall;
import io.switchgear.tool.ToolOutcome;
import io.switchgear.tool.ToolOutcome.Success;
import java.io.OutputStream;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/**
 * What the {@code nmap} tool costs over nmap itself: a call through the whole program, breaker,
 * containment and XML reader, and then the argument vector that it ran, bare. In turn, A B A B, in
 * one warm JVM; prints the median of the rounds' ratios.
 *
 * <p>Arguments: rounds, warm-up rounds, ports, targets separated by commas.
 */
public final class NmapBenchmark {

  private NmapBenchmark() {}

  public static void main(String[] args) throws Exception {
    int rounds = Integer.parseInt(args[0]);
    int warmUp = Integer.parseInt(args[1]);
    ObjectNode arguments = JsonNodeFactory.instance.objectNode().put("ports", args[2]);
    for (String target : args[3].split(",")) {
      arguments.withArray("targets").add(target);
    }
    List<Double> ratios = new ArrayList<>();
    try (Switchgear switchgear = Switchgear.local(Settings.load(Optional.empty(), Map.of()))) {
      for (int round = 1 - warmUp; round <= rounds; round++) {
        long start = System.nanoTime();
        List<String> argv = call(switchgear, arguments);
        double ours = seconds(start);
        start = System.nanoTime();
        runBare(argv);
        double bare = seconds(start);
        if (round == 1) {
          System.out.println("argv: " + String.join(" ", argv));
        }
        if (round >= 1) {
          ratios.add(ours / bare);
          System.out.printf(
              Locale.ROOT,
              "round %d: nmap tool %.3f s, bare nmap %.3f s, ratio %.3f%n",
              round,
              ours,
              bare,
              ours / bare);
        }
      }
    }
    ratios.sort(null);
    System.out.printf(
        Locale.ROOT,
        "median ratio %.3f over %d rounds (%.3f to %.3f)%n",
        ratios.get(ratios.size() / 2),
        rounds,
        ratios.getFirst(),
        ratios.getLast());
    System.exit(0);
  }

  /** The argument vector that ran. */
  private static List<String> call(Switchgear switchgear, ObjectNode arguments) {
    ToolOutcome outcome =
        switchgear
            .catalog()
            .call(new ToolCall("bench", "nmap", arguments, Caller.LOCAL), Progress.NONE)
            .outcome()
            .toCompletableFuture()
            .join();
    if (!(outcome instanceof Success success)) {
      throw new IllegalStateException("not scanned: " + outcome);
    }
    List<String> argv = new ArrayList<>();
    success
        .output()
        .structured()
        .orElseThrow()
        .get("argv")
        .forEach(word -> argv.add(word.asText()));
    return argv;
  }

  private static void runBare(List<String> argv) throws Exception {
    Process process = new ProcessBuilder(argv).redirectErrorStream(true).start();
    process.getOutputStream().close();
    process.getInputStream().transferTo(OutputStream.nullOutputStream());
    if (process.waitFor() != 0) {
      throw new IllegalStateException("nmap ended with " + process.exitValue() + ": " + argv);
    }
  }

  private static double seconds(long start) {
    return (System.nanoTime() - start) / 1e9;
  }
}
