package io.switchgear.cluster.faults;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.switchgear.cluster.ClusterLab;
import io.switchgear.testing.Await;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;

/** A node as a process in its namespace, again and again. */
final class FaultNode {

  static final int HTTP = 8080;

  private static final Path FAKETIME =
      Path.of("/usr/lib/x86_64-linux-gnu/faketime/libfaketime.so.1");
  private static final long FOREVER = Long.MAX_VALUE;

  /** Times of the monotonic clock between which nothing is expected of the node. */
  private record Disturbance(long from, long to) {}

  private final int number;
  private final Namespaces network;
  private final Path folder;
  private final Path log;
  private final NodeClient client;
  private final List<Disturbance> past = new CopyOnWriteArrayList<>();
  private volatile long disturbedSince;
  private volatile Optional<Process> process = Optional.empty();
  private Duration skew = Duration.ZERO;

  /**
   * @param number from 1
   * @param folder with the file {@code switchgear.conf}
   */
  FaultNode(int number, Namespaces network, Path folder, String token) {
    this.number = number;
    this.network = network;
    this.folder = folder;
    this.log = folder.resolve("log");
    this.client =
        new NodeClient(URI.create("http://%s:%d/".formatted(network.address(number), HTTP)), token);
    this.disturbedSince = System.nanoTime();
  }

  int number() {
    return number;
  }

  String name() {
    return "node-" + number;
  }

  NodeClient client() {
    return client;
  }

  /** Starts the process. It is not ready yet. */
  void start() {
    List<String> command = new ArrayList<>(network.in(number));
    // The tests may have been started with ignored signals, which a child inherits.
    command.addAll(List.of("env", "--default-signal"));
    if (!skew.isZero()) {
      command.add("LD_PRELOAD=" + FAKETIME);
      command.add("FAKETIME=%+d".formatted(skew.toSeconds()));
      // Timers, which use the monotonic clock, stay right.
      command.add("FAKETIME_DONT_FAKE_MONOTONIC=1");
      command.add("FAKETIME_FORCE_MONOTONIC_FIX=0");
    }
    command.addAll(
        List.of(
            Path.of(System.getProperty("java.home"), "bin", "java").toString(),
            "-Xmx256m",
            "-XX:TieredStopAtLevel=1",
            "-XX:+UseSerialGC",
            "--enable-native-access=ALL-UNNAMED"));
    ClusterLab.FAST.forEach((key, value) -> command.add("-D" + key + "=" + value));
    command.addAll(
        List.of(
            "-cp",
            System.getProperty("java.class.path"),
            "io.switchgear.cli.Main",
            "serve",
            "--config",
            folder.resolve("switchgear.conf").toString()));
    try {
      process =
          Optional.of(
              new ProcessBuilder(command)
                  .redirectErrorStream(true)
                  .redirectOutput(ProcessBuilder.Redirect.appendTo(log.toFile()))
                  .start());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** From the next start on its clock differs from that of the machine. */
  void skew(Duration by) {
    skew = by;
  }

  Duration skew() {
    return skew;
  }

  void signal(String signal) {
    Commands.signal(signal, process.orElseThrow().pid());
  }

  boolean runs() {
    return process.filter(Process::isAlive).isPresent();
  }

  /** Waits for the end, and returns the exit code: 128 and the number of a signal that ended it. */
  int ended() {
    return Await.exit("the end of " + name(), this::tail, process.orElseThrow());
  }

  /** Nothing is expected of the node from now on. */
  void disturb() {
    if (disturbedSince == FOREVER) {
      disturbedSince = System.nanoTime();
    }
  }

  /** The node is expected to answer from now on. */
  void settle() {
    if (disturbedSince != FOREVER) {
      past.add(new Disturbance(disturbedSince, System.nanoTime()));
      disturbedSince = FOREVER;
    }
  }

  boolean disturbed() {
    return disturbedSince != FOREVER;
  }

  /** Whether the node had to answer all the time between two times of the monotonic clock. */
  boolean livedThrough(long from, long to) {
    return disturbedSince > to
        && past.stream().noneMatch(fault -> fault.from() <= to && from <= fault.to());
  }

  /** Processes in its namespace that are not of the running process, such as lost scanners. */
  List<String> strangers() {
    List<Long> own =
        process.stream()
            .filter(Process::isAlive)
            .flatMap(
                running ->
                    java.util.stream.Stream.concat(
                        java.util.stream.Stream.of(running.pid()),
                        running.descendants().map(ProcessHandle::pid)))
            .toList();
    return network.processes(number).stream()
        .filter(found -> !own.contains(found.pid()))
        .map(found -> found.pid() + " " + found.info().commandLine().orElse("?"))
        .toList();
  }

  /** Processes that the node has started and that run. */
  List<String> children() {
    return process.stream()
        .flatMap(Process::descendants)
        .map(child -> child.pid() + " " + child.info().commandLine().orElse("?"))
        .toList();
  }

  @Override
  public String toString() {
    return name();
  }

  String tail() {
    try {
      List<String> lines = Files.exists(log) ? Files.readAllLines(log, UTF_8) : List.of();
      return name()
          + ":\n"
          + String.join("\n", lines.subList(Math.max(0, lines.size() - 60), lines.size()));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
