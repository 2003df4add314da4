package io.switchgear.tools.process;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Scanner;

/** A server that the tests kill: starts one process, repeats its output, and waits. */
final class Hostage {

  private Hostage() {}

  /** Arguments: the strongest containment to use, then the process's argv. */
  public static void main(String[] args) throws Exception {
    ProcessLauncher launcher = new ProcessLauncher(Containment.valueOf(args[0]));
    Runtime.getRuntime().addShutdownHook(new Thread(launcher::close));
    List<String> argv = List.of(args).subList(1, args.length);
    ProcessSpec spec = new ProcessSpec(argv, Map.of(), 1 << 20, 1 << 16, Duration.ofSeconds(1));
    System.out.println(launcher.containment());
    RunningProcess process = launcher.start(spec, stdout -> stdout.transferTo(System.out));
    Thread.ofPlatform().daemon().start(() -> stopWhenTold(process));
    process.end().toCompletableFuture().join();
  }

  /** Waits for a line on standard input; the end of input is ignored. */
  private static void stopWhenTold(RunningProcess process) {
    if (new Scanner(System.in).hasNextLine()) {
      process.stop();
    }
  }
}
