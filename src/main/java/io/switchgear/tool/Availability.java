package io.switchgear.tool;

import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;

/** Whether a tool can run on this machine. */
public sealed interface Availability {

  /**
   * @param version of the program behind the tool, for people: {@code "nmap 7.93"}, {@code "built
   *     in"}
   * @param limits one sentence about restrictions on this machine; empty if there are none
   */
  record Available(String version, String limits) implements Availability {}

  /**
   * @param reason what is missing
   * @param remedy the command to run, or the key to set
   */
  record Unavailable(String reason, String remedy) implements Availability {}

  /**
   * The availability of all tools, by name. Asks them concurrently and blocks until the slowest has
   * answered, for up to some seconds.
   */
  static Map<String, Availability> of(List<Tool> tools) {
    try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
      Map<String, CompletableFuture<Availability>> asked = new TreeMap<>();
      tools.forEach(
          tool ->
              asked.put(
                  tool.descriptor().name(),
                  CompletableFuture.supplyAsync(tool::availability, threads)));
      Map<String, Availability> answers = new TreeMap<>();
      asked.forEach((name, answer) -> answers.put(name, answer.join()));
      return answers;
    }
  }
}
